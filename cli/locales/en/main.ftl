# What the command says, in English. The Chinese file has the same messages.

# ---- how a failure is told

failure = error: { $reason }
failure-place = { $place }:{" "}
failure-detail = {" "}({ $detail })
failure-code = [{ $name } { $code }]
failure-code-section = [{ $name } { $code }, SPEC §{ $section }]

# ---- where it was found, as the library names it

place-separator = :{" "}
place-part = part { $name }
place-header = header
place-trailer = trailer
place-manifest = manifest
place-CMS-signature = CMS signature
place-custodian = custodian { $name }
place-form-of-stage = form of stage { $name }
place-release-of = release of { $name }
place-your-certificate = your certificate
place-the-tenderers-signature = the tenderer's signature
place-the-tenderers-certificate = the tenderer's certificate
place-the-bidders-certificate = the bidder's certificate
place-tenderer = tenderer
place-organisation = organisation
place-deadline = deadline
place-token = token { $name }
place-certificate-of = certificate of { $name }
place-certificate = certificate { $name }

# ---- small things

yes = yes
list-separator = ,{" "}
no = no
countdown-in = in { $span }
countdown-ago = { $span } ago
span-seconds = { $seconds } s
span-minutes = { $minutes } min
span-hours = { $hours } h { $minutes } min
span-days = { $days } d { $hours } h
value-days = { $count } days
value-months = { $count } months
type-money = amount in { $currency }
type-days = days
type-months = months
type-text = text, at most { $bytes } bytes
type-choice = { $options }
holder-beacon = { $id } (beacon)
holder-certificate = { $id } (certificate)
certificate-line = { $subject }, valid { $from } to { $to }
passphrase-ask = Passphrase of { $file }:{" "}
passphrase-new = New passphrase for { $file }:{" "}
passphrase-again = Once more:{" "}
pin-ask = PIN of the token { $token }:{" "}
pin-warning-tried = Careful: a wrong PIN was given before. The token locks itself after a few.
pin-warning-last = Careful: this is the last try. If the PIN is wrong, the token locks itself.
progress-seal = sealing and trial opening
progress-verify = checking
progress-open = opening

# ---- columns

column-lot = Lot
column-stage = Stage
column-part = Part
column-title = Title
column-opens = Opens at
column-countdown = Time left
column-required = Required
column-blind = Blind
column-types = Types
column-most = At most
column-field = Field
column-type = Type
column-value = Value
column-custodian = Custodian
column-organisation = Organisation
column-code = Credit code
column-key = Key begins
column-document = Document
column-size = Size
column-padded = Padded size
column-lock = Lock
column-rank = No.
column-bidder = Bidder
column-token = Token
column-serial = Serial number
column-maker = Made by
column-model = Model
column-pin = PIN
column-fingerprint = Fingerprint
column-subject = Subject
column-from = Valid from
column-until = Valid until
column-private-key = Private key
column-can-sign = Can sign now

# ---- notice, custodian, trust, chain

custodian-made = The key is in { $file }. Keep it and its passphrase apart, and destroy it after the last stage.
custodian-id = Custodian:   { $id }, { $organisation }
custodian-tender = Tender:      { $tender }
custodian-created = Created:     { $time }
custodian-key = Key:         { $key }
custodian-record-key = Record key:  { $key }
custodian-next = Next: sealbid notice statement --key { $file } --cert CERT --signing-key KEY -o { $id }.statement.json
statement-made = Statement: { $file }, signature: { $signature }
statement-next = Next: give both files to the tenderer. The key file stays with you.
notice-made = The notice is { $file }, digest { $digest }
notice-next = Next: sealbid notice show, sealbid notice sign; then every custodian runs sealbid notice accept.
notice-signed = The signature is { $file }, over the notice with digest { $digest }
notice-accepted = { $custodian } accepts the notice with digest { $digest }: { $file }
show-tender = Tender:     { $id }, { $tenderer }
show-digest = Digest:     { $digest }
show-supersedes = Supersedes: { $digest } of tender { $tender }
show-issued = Issued:     { $time }
show-deadline = Deadline:   { $time } ({ $countdown })
show-objection = Objections: { $span } after the closing
show-deposit = Guarantee: a deposit of { $amount } { $currency } (in minor units)
show-letter = Guarantee: a letter in part { $part }
show-quorum = Quorum { $number }: { $threshold } of { $total }: { $holders }
show-authority = Timestamps: { $name } { $url }
show-adjudicator = Adjudicator: { $name }
show-rescue = Bidders keep seeds for rescue: { $kept }
show-unverified = Nothing was verified but the notice's own rules; sealbid notice check verifies the signatures.
check-signature = The notice is signed by { $signer }
check-acceptance = Custodian { $id } ({ $organisation }) stated its key and accepted the notice
check-trusted = All { $count } custodians and the tenderer are on your list
check-trust-skipped = No --trust was given: whether you trust these custodians was not checked
check-good = The notice is good, digest { $digest }
check-advice = warning: { $text }
trust-made = { $file }: { $anchors } roots, { $organisations } organisations
chain-good = A chain leads to a trusted root at { $time }:

# ---- tokens

token-certificates = Certificates on { $token }: { $count }
token-unreadable = One more cannot be read: { $why }
token-cannot = no: { $reason }
token-next = To sign: --token LIBRARY, with --token-label (label or serial number) and --token-certificate (beginning of the fingerprint) where there are several.
pin-good = set
pin-tried-wrong = a wrong one was given before
pin-last-try = one try is left
pin-locked = locked
pin-must-change = must be changed
pin-unset = not set
pin-unneeded = not needed
key-present = there
key-absent = missing
key-unknown = shown after the PIN

# ---- seal, inspect, verify, open

seal-good = Sealed and opened on trial: { $file } ({ $size })
seal-digest = Digest:   { $digest }
seal-key = Key file: { $file }. With it and its passphrase you can replace or withdraw the bid; keep both apart.
seal-next = Next: submit the bid before { $time } and keep the receipt.
inspect-digest = Digest:      { $digest }
inspect-size = Size:        { $size } ({ $bytes } bytes)
inspect-tender = Tender:      { $digest }
inspect-notice = Notice:      { $digest }
inspect-lot = Lot:         { $lot }
inspect-suite = Suite:       { $suite }
inspect-bid-key = Bid key:     { $key }
inspect-signer = Signed by:   { $signer }
inspect-certificate = Certificate: { $certificate }
inspect-claimed = Signed at:   { $time } (says the signer)
inspect-lock = quorums: { $quorums }; corrections: { $corrections }
inspect-unchecked = Both signatures are right. Whether the bid fits its notice: sealbid verify.
verify-notice = The notice is signed and accepted, digest { $digest }
verify-structure = The file is a whole sealed bid, signed by its bid key and by a certificate
verify-header = Header, locks and table of parts fit the notice
verify-parts = All { $count } parts are those that were signed
verify-signer = { $signer } chains to a root of the notice at { $time }
verify-good = The bid is good, digest { $digest }
open-refused = Release of { $holder } not used: { $reason } { $code }
open-good = Stage { $stage } of the bid of { $signer } is open
open-written = Written below { $folder }
open-document = { $document } written to { $file }

# ---- the rehearsal

rehearse-begin = Rehearsal in { $folder }. Everybody and everything in it is made up.
rehearse-step-notice = 1. The notice
rehearse-custodians = {"  "}Three custodians made their keys and signed statements of them: { $names }
rehearse-notice = {"  "}{ $tenderer } signed the notice, and all three accepted it
rehearse-step-seal = 2. Sealing
rehearse-sealed = {"  "}{ $bidder }: { $documents } documents sealed and opened on trial, { $size }, digest { $digest }...
rehearse-sixth = {"  "}{ $bidder } is refused: { $reason }
rehearse-step-technical = 3. Opening of the technical stage: 2 of 3 custodians are needed
rehearse-alone = {"  "}{ $holder } releases alone, and nothing opens: { $reason }
rehearse-wrong = {"  "}{ $holder } releases with the key of another tender and is named: { $reason }
rehearse-replaced = {"  "}{ $holder } releases rightly
rehearse-opened = {"  "}{ $bidder }: { $documents } documents opened, each as it was to the last byte
rehearse-step-commercial = 4. Opening of the commercial stage
rehearse-not-admitted = {"  "}{ $bidder } is not admitted: its technical proposal was scored below the pass mark
rehearse-released = {"  "}Two custodians release the other { $count } bids
rehearse-shut = {"  "}{ $bidder } stays shut: { $reason }
rehearse-checks = { $count } checks passed
rehearse-removed = The folder was removed. To keep it and try the other commands on it: sealbid rehearse --keep DIR
rehearse-try = Everything was kept; the passphrase of every key file is "{ $passphrase }". Try:
rehearse-ca = Sample rehearsal CA
rehearse-tsa = Sample rehearsal TSA
rehearse-foreign-ca = Sample CA that the notice does not name
rehearse-title = Renewal of the water mains of Sample County
rehearse-lot = Water mains
rehearse-org-tenderer = Sample County Water Bureau
rehearse-org-centre = Sample County Trading Centre
rehearse-org-supervision = Sample County Supervision Office
rehearse-org-notary = Sample County Notary Office
rehearse-org-sixth = Sample Latecomer Ltd.
rehearse-stage-technical = Technical (first envelope)
rehearse-stage-commercial = Commercial (second envelope)
rehearse-part-qualification = Statement of qualification
rehearse-part-technical = Technical proposal
rehearse-part-commercial = Priced offer
rehearse-field-manager = Project manager
rehearse-field-price = Price
rehearse-field-period = Period
rehearse-field-quality = Quality

# ---- advice on a notice

advice-single-custodian = a quorum has one custodian, who can open bids early alone
advice-one-is-enough = no quorum needs more than one custodian
advice-beacon-alone = the beacon is the only quorum: at its time every bid opens, admitted or not
advice-beacon-stage-wide = a beacon releases a whole stage: it does not keep withdrawn bids shut
advice-beacon-cannot-be-postponed = a beacon's round is fixed: a stage that it locks cannot be postponed
advice-certificate-without-recovery = a quorum needs every certificate holder: a failed token, or a refusal after seeing others, stops it
advice-no-timestamp-authority = no independent timestamp authority is named
advice-no-objection-period = bidders have no time to object between closing and opening
advice-short-period = bidders have less than 20 days from issue to deadline
advice-no-spare-holder = a quorum needs every one of its custodians, and no seeds are kept for rescue
advice-seed-rescue = bidders keep their seeds: their key files must be guarded until the opening

# ---- a wrong command line

usage-unknown-argument = there is no argument { $argument }
usage-unknown-command = there is no command { $command }
usage-missing-command = no command is given
usage-missing-argument = missing: { $argument }
usage-conflict = { $argument } cannot be used with { $other }
usage-bad-value = { $argument } cannot have the value "{ $value }"
usage-other = the command line is wrong ({ $kind })
help-heading-usage = Usage:{" "}
help-heading-commands = Commands
help-heading-options = Options
help-heading-arguments = Arguments
help-exit-codes =
    Exit codes:
      0  done
      1  refused: the input is wrong, or a check failed
      2  the command line is wrong
      3  done, but with warnings under --strict
      4  a file could not be read or written, or the system is in trouble
      5  cancelled

# ---- what the command itself finds wrong

error-9000 = the command line is wrong
error-9001 = the deadline has passed, and no bid can be submitted any more
error-9002 = the two passphrases differ, or are empty
error-9003 = a passphrase or a PIN is needed, and there is no terminal to ask at
error-9004 = the draft is not well-formed TOML
error-9005 = a step of the rehearsal did not end as it must

# ---- what the library finds wrong

error-1001 = the file could not be read or written
error-1002 = there is no such file or folder
error-1003 = a file is already there, and nothing is overwritten
error-1004 = the input is longer than the format allows
error-1005 = this is not well-formed JSON
error-1006 = the format named here is not one that this version reads
error-1007 = a field has a value that the format does not allow
error-1008 = a required field is missing
error-1009 = there is a field that the format does not have
error-1010 = the same field stands twice in one object
error-1011 = a time must be RFC 3339 with its offset and without fractions of a second
error-1012 = two entries have the same name
error-1013 = the file ends too early
error-1014 = there are bytes after the end
error-1015 = the work was cancelled by the caller
error-1016 = the operating system gave no random bytes
error-1017 = a worker thread failed
error-1101 = this algorithm suite is not known
error-1102 = the passphrase is wrong, or the key file is damaged
error-1103 = this is not a key file of the expected kind
error-1104 = the public key in the key file is not that of its secret
error-1105 = this key is encrypted and needs its passphrase
error-2001 = the certificate cannot be read
error-2002 = the signing key cannot be read or is of a kind that is not supported
error-2003 = the signing key does not belong to the certificate
error-2004 = the signing key or token did not sign
error-2005 = the signature file cannot be read as CMS SignedData
error-2006 = the CMS signature does not have the form that is required here
error-2007 = the signer's certificate is missing from the signature or is not the one signed for
error-2008 = the signature belongs to other content
error-2009 = the signature's algorithms are not allowed, or do not fit each other
error-2010 = the signature is wrong
error-2011 = no chain leads from the certificate to a trusted root
error-2012 = the certificate was not valid yet at the time in question
error-2013 = the certificate had expired at the time in question
error-2014 = the certificate may not be used for signing
error-2015 = a certificate of the chain breaks the rules for authorities
error-2016 = the key's kind or size is not accepted
error-2017 = a critical extension is not understood
error-2018 = the certificate names no organisation
error-2019 = the PEM text cannot be read
error-2020 = a certificate of the chain is signed with an algorithm that is not accepted
error-2021 = the signature of a certificate in the chain is wrong
error-2022 = a trusted root was used to sign content itself
error-2023 = the certificate had been revoked at the time in question
error-2024 = nothing that was given tells whether the certificate had been revoked
error-2025 = the revocation list cannot be read
error-2026 = the revocation list breaks the rules for revocation lists
error-2027 = this revocation list holds changes only; the full one is needed
error-2028 = the revocation list or OCSP response does not reach to the time in question
error-2029 = the signature of the revocation list or OCSP response is wrong
error-2030 = whoever signed the revocation list or OCSP response may not do so
error-2031 = the OCSP response cannot be read
error-2032 = the OCSP responder gave no answer but an error
error-2033 = a name in the certificate lies outside of what an authority above it may certify
error-2034 = none of the certificate's policies is accepted
error-2040 = the token's PKCS#11 library cannot be used
error-2041 = no token is there, or not the one that was asked for
error-2042 = the token's PIN is wrong
error-2043 = the token is locked
error-2044 = there are several tokens or certificates: say which one is meant
error-2045 = the token holds no certificate with a key that can sign
error-2046 = the token did not do what was asked of it
error-3001 = this is not a valid point or key of the curve
error-3002 = the lock does not fit the notice's policy
error-3003 = the release is wrong
error-3004 = too few holders have released
error-3005 = the lock was not made as the format demands: the bidder's fault
error-3007 = this certificate's key does not open its transport
error-3008 = the transport was made for another bid
error-3009 = the release is of a holder that the lock does not have
error-3010 = the release is for another tender, notice or stage
error-3011 = the beacon is of another round
error-3012 = the threshold must lie between 1 and the number of holders
error-3013 = half of the holders or fewer could open the lock
error-3014 = the same key stands twice
error-3015 = the beacon chain's hash does not fit its parameters
error-3016 = this beacon scheme is not known
error-3017 = there is no release for this bid in the file
error-4001 = the times are not in order
error-4002 = there is no such stage
error-4003 = there is no such part
error-4004 = the stage asks for nothing
error-4005 = the part that holds the guarantee letter must be required
error-4006 = an amendment must name both the tender and the notice that it supersedes
error-4007 = this name is reserved
error-4008 = the custodian's statement is for another tender
error-4009 = the custodian's key is not valid
error-4010 = one organisation stands behind two custodians
error-4011 = the organisation is not the one in the signing certificate
error-4012 = a custodian has not accepted the notice
error-4013 = the acceptance is wrong
error-4014 = the custodian's organisation is not on your list of trusted organisations
error-4015 = there is no statement of this custodian
error-4016 = the custodian holds nothing
error-4017 = there is no such lot
error-4018 = this notice does not amend the one given
error-4019 = holders that you do not trust could open every quorum of this notice
error-4020 = the notice says that it was issued in the future
error-4021 = the stage's time has not come
error-5001 = this is not a sealed bid file
error-5002 = the file is of a version that this program does not read
error-5003 = the bid uses another suite than the notice
error-5004 = the bid is for another tender
error-5005 = the bid is for another notice of this tender
error-5006 = the table of parts does not fit the notice
error-5007 = the header is not the one that was signed
error-5008 = the part's bytes are not those that were signed
error-5009 = the bid key's signature is wrong
error-5010 = a segment does not decrypt
error-5011 = the end of the part is not as the format demands
error-5012 = the part's index does not fit its documents
error-5013 = the document's path is not allowed
error-5014 = a required part has no document
error-5015 = the part is larger than the notice allows
error-5016 = the notice does not accept documents of this type in this part
error-5017 = the value does not fit the form field's type
error-5018 = the form is not the one that was signed
error-5019 = the document's size changed while it was being sealed
error-5020 = the form has no such field
error-5021 = the part holds no such document
error-5023 = the sealed file did not pass its trial opening and was removed
error-5024 = these keys were unlocked for another bid or stage

# ---- what to do about it

hint-1001 = Check the disk, its free space and your permissions.
hint-1002 = Check the path.
hint-1003 = Choose another name, or move the old file away.
hint-1009 = The file may be of a newer version, or the name may be misspelt.
hint-1011 = Write it as 2026-12-01T09:30:00+08:00.
hint-1015 = Nothing half-written was left behind.
hint-1102 = Check the passphrase and the caps lock.
hint-1105 = Give --signing-passphrase-file, or run the command at a terminal.
hint-2003 = Check that --cert and --signing-key belong together.
hint-2011 = Give the certificates in between with --chain, or use a certificate of an authority that the notice names.
hint-2012 = Check the clock, or --at.
hint-2013 = Use the renewed certificate.
hint-2040 = Give the path of the library that the token's maker installed, for this kind of processor.
hint-2041 = Plug the token in, wait until its light is steady, and run sealbid token list.
hint-2042 = Do not guess: the token locks itself after a few wrong tries. Look the PIN up, or ask the authority that issued the token.
hint-2043 = Only the authority that issued the token can unlock it, or its unlocking code (PUK) in the maker's own program.
hint-2044 = Give --token-label or --token-certificate with what stands before the colon.
hint-2045 = sealbid token list shows what is on the token and why it cannot sign.
hint-2046 = Unplug the token, plug it in again and try once more; if it fails again, ask the token's maker and name the return value.
hint-3004 = Ask a further holder for its release.
hint-3008 = Tell the supervision office: somebody copied a transport.
hint-3010 = Ask for the release file of this tender and stage.
hint-4011 = Write the organisation exactly as in the certificate.
hint-4012 = Ask the custodian for its acceptance, and put it beside the notice.
hint-4014 = Do not seal before you know who this is; then add it with sealbid trust new.
hint-5001 = Check that the file was not changed on its way (sent as text, unpacked, converted).
hint-5005 = The notice was amended: seal the bid again for the notice in force.
hint-5014 = Give the part's documents with --part.
hint-5016 = Convert the document to an accepted type.
hint-5023 = Try again; if it happens twice, test the disk and the memory.
hint-9000 = Run the command with --help.
hint-9001 = Ask the tenderer whether the deadline was postponed.
hint-9003 = Give --passphrase-file, or --pin-file for a token.
hint-9004 = sealbid notice new --template prints a draft to start from.
hint-9005 = Please report this, with the output of --json.
