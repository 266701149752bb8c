# sealbid 命令的中文消息。英文文件中的消息与此一一对应。

# ---- 如何说明失败

failure = 错误：{ $reason }
failure-place = { $place }：
failure-detail = （{ $detail }）
failure-code = [{ $name } { $code }]
failure-code-section = [{ $name } { $code }，SPEC §{ $section }]

# ---- 出错的位置，与程序库的写法对应

place-separator = ：
place-part = 部分 { $name }
place-header = 文件头
place-trailer = 文件尾
place-manifest = 清单
place-CMS-signature = CMS 签名
place-custodian = 见证保管方 { $name }
place-form-of-stage = 阶段 { $name } 的开标一览表
place-release-of = { $name } 的释放
place-your-certificate = 您的证书
place-the-tenderers-signature = 招标人的签名
place-the-tenderers-certificate = 招标人的证书
place-the-bidders-certificate = 投标人的证书
place-tenderer = 招标人
place-organisation = 单位
place-deadline = 投标截止时间
place-token = 证书介质 { $name }
place-certificate-of = { $name } 的证书
place-certificate = 证书 { $name }

# ---- 零碎

yes = 是
list-separator = 、
no = 否
countdown-in = 还有 { $span }
countdown-ago = 已过 { $span }
span-seconds = { $seconds } 秒
span-minutes = { $minutes } 分
span-hours = { $hours } 小时 { $minutes } 分
span-days = { $days } 天 { $hours } 小时
value-days = { $count } 天
value-months = { $count } 个月
type-money = 金额（{ $currency }）
type-days = 天数
type-months = 月数
type-text = 文字，不超过 { $bytes } 字节
type-choice = { $options }
holder-beacon = { $id }（信标）
holder-certificate = { $id }（证书）
certificate-line = { $subject }，有效期 { $from } 至 { $to }
passphrase-ask = { $file } 的口令：
passphrase-new = 为 { $file } 设置口令：
passphrase-again = 再输入一次：
pin-ask = 证书介质 { $token } 的 PIN：
pin-warning-tried = 注意：此前输错过 PIN，连续输错几次后介质会锁定。
pin-warning-last = 注意：这是最后一次机会，再输错介质就会锁定。
progress-seal = 加密封装并试开标
progress-verify = 校验
progress-open = 解密

# ---- 表头

column-lot = 标段
column-stage = 阶段
column-part = 部分
column-title = 名称
column-opens = 开标时间
column-countdown = 剩余时间
column-required = 必须
column-blind = 暗标
column-types = 类型
column-most = 上限
column-field = 栏目
column-type = 类型
column-value = 内容
column-custodian = 见证保管方
column-organisation = 单位
column-code = 统一社会信用代码
column-key = 公钥开头
column-document = 文件
column-size = 大小
column-padded = 填充后大小
column-lock = 时间锁
column-rank = 序号
column-bidder = 投标人
column-token = 证书介质
column-serial = 序列号
column-maker = 制造商
column-model = 型号
column-pin = PIN
column-fingerprint = 指纹
column-subject = 主体
column-from = 生效时间
column-until = 失效时间
column-private-key = 私钥
column-can-sign = 现在能否签名

# ---- 招标公告、见证保管方、信任清单、证书链

custodian-made = 密钥已写入 { $file }。密钥文件与口令请分开保管，最后一个阶段结束后销毁。
custodian-id = 见证保管方：{ $id }，{ $organisation }
custodian-tender = 项目编号：  { $tender }
custodian-created = 生成时间：  { $time }
custodian-key = 公钥：      { $key }
custodian-record-key = 存证公钥：  { $key }
custodian-next = 下一步：sealbid notice statement --key { $file } --cert 证书 --signing-key 私钥 -o { $id }.statement.json
statement-made = 声明：{ $file }，签名：{ $signature }
statement-next = 下一步：把这两个文件交给招标人。密钥文件留在您手中。
notice-made = 招标公告已写入 { $file }，摘要 { $digest }
notice-next = 下一步：用 sealbid notice show 查看，用 sealbid notice sign 签名；然后各见证保管方执行 sealbid notice accept。
notice-signed = 签名已写入 { $file }，对应招标公告的摘要 { $digest }
notice-accepted = { $custodian } 接受摘要为 { $digest } 的招标公告，接受函：{ $file }
show-tender = 项目：    { $id }，{ $tenderer }
show-digest = 摘要：    { $digest }
show-supersedes = 取代：    { $digest }，所属项目 { $tender }
show-issued = 发布：    { $time }
show-deadline = 投标截止：{ $time }（{ $countdown }）
show-objection = 异议期：  截止后 { $span }
show-deposit = 投标担保：保证金 { $amount } { $currency }（以最小货币单位计）
show-letter = 投标担保：承诺函，在部分 { $part } 中
show-quorum = 门限组 { $number }：{ $total } 方中需 { $threshold } 方释放：{ $holders }
show-authority = 时间戳：{ $name } { $url }
show-adjudicator = 裁决人：{ $name }
show-rescue = 投标人保存种子以备救济：{ $kept }
show-unverified = 以上只核对了招标公告自身的规则；验证签名请用 sealbid notice check。
check-signature = 招标公告由 { $signer } 签名
check-acceptance = 见证保管方 { $id }（{ $organisation }）已声明密钥并接受招标公告
check-trusted = 全部 { $count } 个见证保管方和招标人均在您的信任清单之内
check-trust-skipped = 未给出 --trust：没有核对您是否信任这些见证保管方
check-good = 招标公告有效，摘要 { $digest }
check-advice = 警告：{ $text }
trust-made = { $file }：根证书 { $anchors } 个，单位 { $organisations } 个
chain-good = 证书链在 { $time } 可追溯到受信任的根证书：

# ---- 证书介质

token-certificates = { $token } 中的证书：{ $count } 个
token-unreadable = 另有一个无法读取：{ $why }
token-cannot = 不能：{ $reason }
token-next = 签名时使用 --token LIBRARY；有多个时另用 --token-label（标签或序列号）和 --token-certificate（指纹开头）指明。
pin-good = 已设置
pin-tried-wrong = 此前输错过
pin-last-try = 只剩一次机会
pin-locked = 已锁定
pin-must-change = 必须修改
pin-unset = 未设置
pin-unneeded = 不需要
key-present = 有
key-absent = 无
key-unknown = 输入 PIN 后可见

# ---- 封装、查看、校验、打开

seal-good = 已加密封装并试开标：{ $file }（{ $size }）
seal-digest = 摘要：    { $digest }
seal-key = 密钥文件：{ $file }。凭它和口令可以替换或撤回投标；两者请分开保管。
seal-next = 下一步：在 { $time } 之前提交投标文件，并保存回执。
inspect-digest = 摘要：    { $digest }
inspect-size = 大小：    { $size }（{ $bytes } 字节）
inspect-tender = 项目摘要：{ $digest }
inspect-notice = 公告摘要：{ $digest }
inspect-lot = 标段：    { $lot }
inspect-suite = 算法套件：{ $suite }
inspect-bid-key = 投标密钥：{ $key }
inspect-signer = 签名人：  { $signer }
inspect-certificate = 证书：    { $certificate }
inspect-claimed = 签名时间：{ $time }（签名人自称）
inspect-lock = 门限组 { $quorums } 个；修正值 { $corrections } 个
inspect-unchecked = 两个签名均正确。是否符合招标公告，请用 sealbid verify 校验。
verify-notice = 招标公告已签名并被接受，摘要 { $digest }
verify-structure = 文件是完整的加密投标文件，有投标密钥和证书的签名
verify-header = 文件头、时间锁和部分表符合招标公告
verify-parts = 全部 { $count } 个部分与签名一致
verify-signer = { $signer } 的证书在 { $time } 可追溯到招标公告的根证书
verify-good = 投标文件有效，摘要 { $digest }
open-refused = { $holder } 的释放未被采用：{ $reason } { $code }
open-good = { $signer } 的投标文件，阶段 { $stage } 已打开
open-written = 文件已写入 { $folder }
open-document = { $document } 已写入 { $file }

# ---- 演练

rehearse-begin = 在 { $folder } 中演练。其中的人、单位和内容均属虚构。
rehearse-step-notice = 一、招标公告
rehearse-custodians = {"  "}三个见证保管方生成密钥并签署声明：{ $names }
rehearse-notice = {"  "}{ $tenderer } 签署招标公告，三方均已接受
rehearse-step-seal = 二、加密封装
rehearse-sealed = {"  "}{ $bidder }：{ $documents } 个文件已封装并试开标，{ $size }，摘要 { $digest }...
rehearse-sixth = {"  "}{ $bidder } 被拒绝：{ $reason }
rehearse-step-technical = 三、技术标开标：三方中需两方释放
rehearse-alone = {"  "}只有 { $holder } 释放，无法打开：{ $reason }
rehearse-wrong = {"  "}{ $holder } 误用另一项目的密钥释放，被指明：{ $reason }
rehearse-replaced = {"  "}{ $holder } 重新正确释放
rehearse-opened = {"  "}{ $bidder }：{ $documents } 个文件已打开，与原件逐字节一致
rehearse-step-commercial = 四、商务标开标
rehearse-not-admitted = {"  "}{ $bidder } 未进入商务标：技术方案得分低于合格线
rehearse-released = {"  "}两个见证保管方释放其余 { $count } 份投标文件
rehearse-shut = {"  "}{ $bidder } 的商务标保持密封：{ $reason }
rehearse-checks = { $count } 项检查全部通过
rehearse-removed = 文件夹已删除。要保留下来试用其他命令：sealbid rehearse --keep 文件夹
rehearse-try = 全部文件已保留，各密钥文件的口令都是“{ $passphrase }”。可以试试：
rehearse-ca = 示例演练证书颁发机构
rehearse-tsa = 示例演练时间戳机构
rehearse-foreign-ca = 招标公告未列出的示例证书颁发机构
rehearse-title = 示例县城区供水管网改造工程
rehearse-lot = 供水管网改造
rehearse-org-tenderer = 示例县水务局
rehearse-org-centre = 示例县公共资源交易中心
rehearse-org-supervision = 示例县公共资源交易监督管理局
rehearse-org-notary = 示例县公证处
rehearse-org-sixth = 示例迟来工程有限公司
rehearse-stage-technical = 技术标（第一信封）
rehearse-stage-commercial = 商务标（第二信封）
rehearse-part-qualification = 资格审查资料
rehearse-part-technical = 技术方案
rehearse-part-commercial = 商务文件
rehearse-field-manager = 项目经理
rehearse-field-price = 投标总价
rehearse-field-period = 工期
rehearse-field-quality = 质量标准

# ---- 对招标公告的建议

advice-single-custodian = 有一个门限组只有一个见证保管方，它单独就能提前打开投标文件
advice-one-is-enough = 没有一个门限组需要两个以上的见证保管方
advice-beacon-alone = 信标是唯一的门限组：时间一到，所有投标文件都会打开，不论是否进入该阶段
advice-beacon-stage-wide = 信标一次释放整个阶段：它不能使已撤回的投标文件保持密封
advice-beacon-cannot-be-postponed = 信标的轮次是固定的：由它锁定的阶段不能延期
advice-certificate-without-recovery = 有一个门限组需要全部证书持钥方：介质损坏，或看到他人报价后拒绝，都会使开标中断
advice-no-timestamp-authority = 没有指定独立的时间戳机构
advice-no-objection-period = 截止与开标之间没有给投标人提出异议的时间
advice-short-period = 从发布到截止不足 20 日
advice-no-spare-holder = 有一个门限组需要其全部见证保管方，且没有保存种子以备救济
advice-seed-rescue = 投标人保存种子：开标之前必须妥善保管其密钥文件

# ---- 命令行有误

usage-unknown-argument = 没有 { $argument } 这个参数
usage-unknown-command = 没有 { $command } 这个命令
usage-missing-command = 没有给出命令
usage-missing-argument = 缺少：{ $argument }
usage-conflict = { $argument } 不能与 { $other } 同时使用
usage-bad-value = { $argument } 的值“{ $value }”无效
usage-other = 命令行有误（{ $kind }）
help-heading-usage = 用法：
help-heading-commands = 命令
help-heading-options = 选项
help-heading-arguments = 参数
help-exit-codes =
    退出码：
      0  完成
      1  被拒绝：输入有误，或检查未通过
      2  命令行有误
      3  完成，但 --strict 下有警告
      4  文件无法读写，或系统有问题
      5  已取消

# ---- 命令本身发现的问题

error-9000 = 命令行有误
error-9001 = 投标截止时间已过，不能再提交投标文件
error-9002 = 两次输入的口令不同，或口令为空
error-9003 = 需要口令或 PIN，但没有可供输入的终端
error-9004 = 草稿不是正确的 TOML
error-9005 = 演练中有一步的结果不符合预期

# ---- 程序库发现的问题

error-1001 = 文件无法读取或写入
error-1002 = 没有这个文件或文件夹
error-1003 = 已有同名文件，不会覆盖任何文件
error-1004 = 输入超过格式允许的长度
error-1005 = 不是正确的 JSON
error-1006 = 本版本不能读取这里写明的格式
error-1007 = 某一字段的值不符合格式
error-1008 = 缺少必填字段
error-1009 = 出现格式中没有的字段
error-1010 = 同一对象中有重复的字段
error-1011 = 时间必须按 RFC 3339 书写，带时区偏移，不带小数秒
error-1012 = 有两项名称相同
error-1013 = 文件过早结束
error-1014 = 结尾之后还有多余的字节
error-1015 = 操作已被取消
error-1016 = 操作系统没有提供随机数
error-1017 = 工作线程失败
error-1101 = 不认识这个算法套件
error-1102 = 口令错误，或密钥文件已损坏
error-1103 = 不是所需类型的密钥文件
error-1104 = 密钥文件中的公钥与私钥不匹配
error-1105 = 该私钥已加密，需要口令
error-2001 = 证书无法读取
error-2002 = 签名私钥无法读取，或类型不受支持
error-2003 = 签名私钥与证书不匹配
error-2004 = 私钥或介质未能签名
error-2005 = 签名文件不是可读的 CMS SignedData
error-2006 = CMS 签名不符合此处要求的形式
error-2007 = 签名中缺少签名人证书，或证书与签名所指的不一致
error-2008 = 该签名属于其他内容
error-2009 = 签名的算法不被允许，或互不匹配
error-2010 = 签名错误
error-2011 = 证书不能追溯到受信任的根证书
error-2012 = 证书在该时间尚未生效
error-2013 = 证书在该时间已经过期
error-2014 = 该证书不能用于签名
error-2015 = 证书链中有证书违反对颁发机构的规定
error-2016 = 不接受该类型或长度的密钥
error-2017 = 无法理解某个关键扩展
error-2018 = 证书中没有单位名称
error-2019 = PEM 文本无法读取
error-2020 = 证书链中有证书的签名算法不被接受
error-2021 = 证书链中有证书的签名错误
error-2022 = 受信任的根证书被直接用来签署内容
error-2023 = 证书在有关时间之前已被吊销
error-2024 = 所提供的材料不能说明该证书是否已被吊销
error-2025 = 无法读取证书吊销列表
error-2026 = 证书吊销列表不符合规范
error-2027 = 该吊销列表只是增量列表，需要完整的吊销列表
error-2028 = 吊销列表或 OCSP 响应的有效期未覆盖有关时间
error-2029 = 吊销列表或 OCSP 响应的签名有误
error-2030 = 签发该吊销列表或 OCSP 响应者无权签发
error-2031 = 无法读取 OCSP 响应
error-2032 = OCSP 服务器未作答复，只返回了错误
error-2033 = 证书中的名称超出了上级机构获准签发的范围
error-2034 = 证书的策略均不在认可之列
error-2040 = 无法使用证书介质的 PKCS#11 程序库
error-2041 = 未找到证书介质（Ukey），或不是所要的那一个
error-2042 = 证书介质的口令（PIN）不正确
error-2043 = 证书介质已锁定
error-2044 = 有多个证书介质或证书，请指明使用哪一个
error-2045 = 证书介质中没有可用于签名的证书和密钥
error-2046 = 证书介质未能完成操作
error-3001 = 不是曲线上有效的点或密钥
error-3002 = 时间锁不符合招标公告的门限规则
error-3003 = 释放错误
error-3004 = 释放的持钥方不足
error-3005 = 时间锁未按格式生成：责任在投标人
error-3007 = 该证书的私钥打不开给它的密文
error-3008 = 该密文是为另一份投标文件生成的
error-3009 = 时间锁中没有释放所属的这个持钥方
error-3010 = 该释放属于另一个项目、公告或阶段
error-3011 = 信标属于另一轮次
error-3012 = 门限必须在 1 与持钥方数量之间
error-3013 = 半数或更少的持钥方就能打开时间锁
error-3014 = 同一密钥出现两次
error-3015 = 信标链的哈希与其参数不符
error-3016 = 不认识这种信标方案
error-3017 = 文件中没有对这份投标文件的释放
error-4001 = 时间先后顺序不对
error-4002 = 没有这个阶段
error-4003 = 没有这个部分
error-4004 = 该阶段没有要求任何内容
error-4005 = 存放投标担保函的部分必须是必交的
error-4006 = 变更公告必须同时写明所属项目和所取代的公告
error-4007 = 该名称是保留名称
error-4008 = 见证保管方的声明属于另一个项目
error-4009 = 见证保管方的公钥无效
error-4010 = 两个见证保管方背后是同一单位
error-4011 = 单位与签名证书上的单位不一致
error-4012 = 有见证保管方尚未接受招标公告
error-4013 = 接受函错误
error-4014 = 见证保管方的单位不在您的信任清单中
error-4015 = 没有这个见证保管方的声明
error-4016 = 该见证保管方不持有任何份额
error-4017 = 没有这个标段
error-4018 = 该招标公告并未取代给出的那一份
error-4019 = 您不信任的持钥方可以凑足本公告的每个门限组
error-4020 = 公告的发布时间在未来
error-4021 = 该阶段的开启时间未到
error-5001 = 不是加密投标文件
error-5002 = 文件的版本不是本程序能读取的
error-5003 = 投标文件与招标公告使用的算法套件不同
error-5004 = 投标文件属于另一个项目
error-5005 = 投标文件属于本项目的另一份招标公告
error-5006 = 部分表不符合招标公告
error-5007 = 文件头与签名时不一致
error-5008 = 该部分的内容与签名时不一致
error-5009 = 投标密钥的签名错误
error-5010 = 有数据段无法解密
error-5011 = 该部分的结尾不符合格式
error-5012 = 该部分的目录与其文件不符
error-5013 = 不允许这样的文件路径
error-5014 = 必交的部分中没有文件
error-5015 = 该部分超过招标公告允许的大小
error-5016 = 招标公告不接受该部分中有这种类型的文件
error-5017 = 内容不符合开标一览表栏目的类型
error-5018 = 开标一览表与签名时不一致
error-5019 = 封装过程中文件大小发生了变化
error-5020 = 开标一览表没有这个栏目
error-5021 = 该部分中没有这个文件
error-5023 = 封装好的文件没有通过试开标，已删除
error-5024 = 这些密钥属于另一份投标文件或另一阶段

# ---- 怎么办

hint-1001 = 请检查磁盘、剩余空间和访问权限。
hint-1002 = 请检查路径。
hint-1003 = 请换一个名称，或先移走原有文件。
hint-1009 = 文件可能来自更新的版本，也可能是字段名写错了。
hint-1011 = 请写成 2026-12-01T09:30:00+08:00 的形式。
hint-1015 = 没有留下写了一半的文件。
hint-1102 = 请检查口令和大小写锁定。
hint-1105 = 请给出 --signing-passphrase-file，或在终端中执行。
hint-2003 = 请核对 --cert 与 --signing-key 是否成对。
hint-2011 = 请用 --chain 给出中间证书，或使用招标公告所列机构颁发的证书。
hint-2012 = 请检查系统时间或 --at。
hint-2013 = 请使用更新后的证书。
hint-2040 = 请给出介质厂商安装的程序库的路径，并与本机处理器类型一致。
hint-2041 = 请插好介质，待指示灯稳定后运行 sealbid token list。
hint-2042 = 请勿猜测：输错几次后介质会锁定。请查明 PIN，或咨询颁发该介质的机构。
hint-2043 = 只有颁发该介质的机构能解锁，或在厂商自带的程序中用解锁码（PUK）解锁。
hint-2044 = 请用 --token-label 或 --token-certificate 给出冒号前的内容。
hint-2045 = sealbid token list 可显示介质中的证书以及不能签名的原因。
hint-2046 = 请拔出介质重新插入后再试；若仍失败，请把返回值告知介质厂商。
hint-3004 = 请再向一个持钥方索取释放。
hint-3008 = 请告知监督部门：有人复制了密文。
hint-3010 = 请索取本项目、本阶段的释放文件。
hint-4011 = 单位名称必须与证书上的完全一致。
hint-4012 = 请向该见证保管方索取接受函，放在招标公告旁边。
hint-4014 = 弄清对方是谁之前不要封装；确认后用 sealbid trust new 加入清单。
hint-5001 = 请检查文件在传送中是否被改动（按文本发送、解压、转换）。
hint-5005 = 招标公告已变更：请按现行公告重新封装。
hint-5014 = 请用 --part 给出该部分的文件。
hint-5016 = 请把文件转换为可接受的类型。
hint-5023 = 请重试；若再次发生，请检查磁盘和内存。
hint-9000 = 请加上 --help 查看用法。
hint-9001 = 请向招标人询问截止时间是否已推迟。
hint-9003 = 请给出 --passphrase-file；证书介质请给出 --pin-file。
hint-9004 = 可用 sealbid notice new --template 打印一份草稿作为起点。
hint-9005 = 请反馈此问题，并附上 --json 的输出。
