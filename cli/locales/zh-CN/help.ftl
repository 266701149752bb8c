# --help 的中文。英文在代码里；测试保证每个命令和参数都有中文。

help = 招标投标的加密封装：封装给相互独立的见证保管方，开标不需要投标人在场
help--lang = 消息的语言；省略则随系统
help--json = 不输出文字，只输出一个 JSON 文档；错误同样，写到标准错误
help--quiet = 除错误外什么也不输出
help--at = 以此时间为当前时间（RFC 3339，带时区偏移）
help--help = 显示帮助
help--version = 显示版本
help--cert = 证书（PEM 或 DER）；文件中随后的证书一并附上
help--signing_key = 证书的私钥（PKCS#8，PEM 或 DER）
help--chain = 本证书与根证书之间的中间证书（PEM）
help--signing_passphrase_file = 首行为私钥口令的文件；- 表示标准输入
help--crl = 吊销列表（PEM 或 DER，可多次给出）；给出后，每张证书都必须查明未被吊销
help--ocsp = OCSP 响应（DER，可多次给出）
help--gathered = 取得列表和响应的时间，如晚于校验的时间
help--token = 代替证书和密钥文件：保存二者的证书介质（Ukey）的 PKCS#11 程序库
help--token_label = 哪个介质，按标签或序列号；省略则为唯一的一个
help--token_certificate = 其中哪个证书，按指纹（或其开头）、序列号、标签或主体的一部分；省略则为唯一能签名的一个
help--pin_file = 首行为证书介质 PIN 的文件；- 表示标准输入
help--passphrase_file = 首行为口令的文件；- 表示标准输入

help-rehearse = 试一试：几秒钟演练一个有五个投标人的完整项目
help-rehearse--keep = 把全部文件保留在此文件夹中（必须是新的或空的）

help-notice = 编写、签署、接受、查看和核对招标公告
help-notice-new = 由人工编写的草稿（TOML）生成招标公告
help-notice-new--draft = 草稿（TOML）；其中的路径相对于草稿所在的文件夹
help-notice-new--template = 打印一份草稿作为起点
help-notice-new--supersedes = 被取代的招标公告
help-notice-new--out = 要写入的招标公告
help-notice-statement = 声明见证保管方的密钥，由其单位签名
help-notice-statement--key = 见证保管方的密钥文件
help-notice-statement--out = 要写入的声明，名为 NAME.statement.json；签名写在旁边
help-notice-sign = 以招标人身份签署招标公告
help-notice-sign--notice = 招标公告；签名写在旁边
help-notice-accept = 以见证保管方身份接受招标公告
help-notice-accept--notice = 招标公告
help-notice-accept--key = 见证保管方的密钥文件
help-notice-accept--out = 要写入的接受函；省略则为招标公告旁的 CUSTODIAN.acceptance.json
help-notice-show = 显示招标公告的内容；只核对其自身的规则
help-notice-show--notice = 招标公告，或其所在文件夹
help-notice-check = 验证招标公告、签名和全部接受函，并给出建议
help-notice-check--notice = 放有 notice.json、notice.json.p7s 和全部接受函的文件夹
help-notice-check--trust = 您自己的信任清单
help-notice-check--strict = 有警告时退出码为 3

help-custodian = 生成和查看见证保管方的密钥
help-custodian-new = 为一个项目生成新密钥
help-custodian-new--tender = 交易中心的项目编号
help-custodian-new--id = 见证保管方在招标公告中的名称，如 centre
help-custodian-new--organisation = 单位名称，须与其证书完全一致
help-custodian-new--out = 要写入的密钥文件
help-custodian-show = 显示密钥的公开部分
help-custodian-show--key = 密钥文件

help-trust = 编制您信任为见证保管方的单位清单
help-trust-new = 写一份清单
help-trust-new--anchor = 您信任的根证书（PEM，可多次给出）
help-trust-new--organisation = 单位名称，最好附统一社会信用代码（可多次给出）
help-trust-new--out = 要写入的清单

help-token = 列出可用于签名的证书介质
help-token-list = 列出证书介质及其中的证书；不询问 PIN
help-token-list--token = 介质厂商的 PKCS#11 程序库

help-seal = 加密封装投标文件
help-seal--notice = 招标公告所在文件夹
help-seal--trust = 您自己的信任清单
help-seal--lot = 标段；只有一个标段时可省略
help-seal--part = 某一部分的文件：文件夹或单个文件（可多次给出）
help-seal--field = 开标一览表的一栏，按平常写法：price=1234.50（可多次给出）
help-seal--form = 含这些内容的 JSON 文件：{"{"}"price": "1234.50"{"}"}
help-seal--out = 要写入的加密投标文件；密钥文件写在旁边，名为 FILE.key
help-seal--even_late = 截止后仍然封装，仅供测试；投标箱不会接收

help-inspect = 显示加密投标文件中公开的内容
help-inspect--bid = 加密投标文件

help-verify = 不打开，按招标公告校验加密投标文件
help-verify--bid = 加密投标文件
help-verify--notice = 招标公告所在文件夹

help-open = 凭持钥方的释放打开加密投标文件的一个阶段
help-open--bid = 加密投标文件
help-open--notice = 招标公告所在文件夹
help-open--stage = 要打开的阶段
help-open--release = 持钥方的释放文件（可多次给出）
help-open--beacon = drand 信标文件（可多次给出）
help-open--out = 把全部文件写入此文件夹，形如 PART/PATH；不覆盖任何文件
help-open--document = 只取出一个文件
help-open--output = 该文件写到哪里；- 表示标准输出

help-cert = 查看证书，检查能否签署投标文件，列出到期时间
help-cert-show = 显示证书的内容：属于谁，可以做什么
help-cert-show--file = 证书（PEM 或 DER；PEM 文件中的全部显示）
help-cert-check = 检查证书能否用来签署投标文件
help-cert-check--file = 证书（PEM 或 DER）；文件中随后的证书可用于证书链
help-cert-check--trusted = 受信任的根证书（PEM，可多次给出）
help-cert-check--untrusted = 证书链可以经过的其他证书（PEM，可多次给出）
help-cert-check--time = 检查的时间；省略则为当前时间
help-cert-expiry = 列出证书何时到期，以及哪些加密投标文件和招标公告依赖它们
help-cert-expiry--file = 证书（PEM 或 DER；PEM 文件中的全部列出）
help-cert-expiry--within = 标出在这么多天之内到期的证书
help-cert-expiry--bids = 可能依赖这些证书的加密投标文件：放有 .sbid 文件的文件夹，或其中一个文件（可多次给出）
help-cert-expiry--notice = 可能依赖这些证书的招标公告（可多次给出）
help-cert-expiry--strict = 有证书已过期或即将到期，或有投标文件无法读取时，退出码为 3

help-timestamp = 申请和校验时间戳，运行自有的时间戳机构
help-timestamp-request = 为文件或加密投标文件向时间戳机构申请时间戳
help-timestamp-request--notice = 招标公告所在文件夹；以其中的时间戳机构为准
help-timestamp-request--out = 要写入的时间戳
help-timestamp-request--query_out = 不联网：只写出请求，供在能上网的机器上发送（curl --data-binary）
help-timestamp-request--response = 不联网：这是时间戳机构对 --query 中请求的答复
help-timestamp-request--query = 先前用 --query-out 写出的请求
help-timestamp-verify = 校验时间戳：谁签发、何时、为何对象
help-timestamp-verify--token = 时间戳（DER）
help-timestamp-verify--notice = 招标公告所在文件夹；以其中的时间戳机构为准
help-timestamp-serve = 通过 HTTP 运行自有的时间戳机构，用于演练，或没有其他机构可用的场所
help-timestamp-serve--listen = 监听的地址和端口；端口 0 表示任一空闲端口
help-timestamp-serve--policy = 时间戳中写明的策略（对象标识符）
help-timestamp-request--file = 加盖时间戳的文件，取其 SHA-256；加密投标文件取其投标文件摘要
help-timestamp-verify--file = 加盖时间戳的文件，取其 SHA-256；加密投标文件取其投标文件摘要
help-timestamp-request--digest = 代替文件：SHA-256，或投标文件摘要
help-timestamp-verify--digest = 代替文件：SHA-256，或投标文件摘要
help-timestamp-request--anchor = 时间戳机构的证书须追溯到的根证书（PEM 或 DER，可多次给出）
help-timestamp-verify--anchor = 时间戳机构的证书须追溯到的根证书（PEM 或 DER，可多次给出）
help--tsa_url = 时间戳机构的地址（可多次给出）；省略则为招标公告所列机构
help--tsa_cert = 改用自有时间戳机构的证书，证明力较弱（PEM 或 DER）
help--tsa_key = 其私钥（PKCS#8，PEM 或 DER）
help--tsa_timeout = 等待每个机构的秒数

help-signed = 查看、校验和签署投标以外的文件：回执、请求、决定
help-signed-show = 查看并校验签名文件：回执、拒收通知、请求、决定
help-signed-show--file = 签名文件
help-signed-show--notice = 招标公告所在文件夹，其中写明应由谁签名
help-signed-show--trusted = 您信任的根证书，用于招标人签署的文件（PEM 或 DER，可多次给出）
help-signed-show--bid = 投标人的请求所针对的加密投标文件
help-signed-show--extract = 把内容和签名写入此文件夹，供其他程序读取（openssl cms -verify）
help-signed-sign = 签署决定：延期、进入下一阶段、裁决、门限组失效
help-signed-sign--content = 填写好的决定（JSON）；按原样签名
help-signed-sign--notice = 现行招标公告所在文件夹：按公告不会生效的内容当即拒绝
help-signed-sign--out = 要写入的签名文件
help-signed-template = 打印一份待填写的决定
help-signed-template-postponement = 招标人推迟时间
help-signed-template-postponement--notice = 现行招标公告，或其所在文件夹
help-signed-template-admission = 招标人决定哪些投标进入下一阶段
help-signed-template-admission--notice = 现行招标公告，或其所在文件夹
help-signed-template-admission--stage = 接下来要打开的阶段
help-signed-template-admission--admitted = 进入该阶段的投标文件的摘要（可多次给出）
help-signed-template-admission--excluded = 未进入的投标文件的摘要（可多次给出）
help-signed-template-adjudication = 裁决人决定仅凭存证不能决定的事项
help-signed-template-adjudication--notice = 现行招标公告，或其所在文件夹
help-signed-template-adjudication--bid = 该投标（摘要）没有打开是谁的责任
help-signed-template-adjudication--stage = 没有打开的阶段
help-signed-template-adjudication--closing = 迟到的封存头仍然有效
help-signed-template-adjudication--objection = 不计这份有回执的投标（摘要），项目继续
help-signed-template-quorum-lost = 裁决人宣布某一阶段的门限组已无法满足
help-signed-template-quorum-lost--notice = 现行招标公告，或其所在文件夹
help-signed-template-quorum-lost--stage = 阶段

help-chain = 校验证书链在某一时间是否有效
help-chain--time = 校验的时间；省略则为当前时间
help-chain--trusted = 受信任的根证书（PEM，可多次给出）
help-chain--untrusted = 证书链可以经过的其他证书（PEM，可多次给出）
help-chain--leaf = 要校验的证书（PEM 或 DER）

help-help = 显示某个命令的用法
help-help--command = 命令，如 notice new
help-completions = 打印某种 shell 的自动补全脚本
help-completions--shell = shell 的名称
help-man = 打印手册页，或为每个命令写一页
help-man--out = 把手册页写入此文件夹
