// A bidder and an opening in Node, through koffi.
//
//   node seal.js FOLDER BID NOW            seals a bid for the tender in FOLDER
//   node seal.js FOLDER BID NOW STAGE OUT  opens a stage with the releases in FOLDER; documents go into the folder OUT
//
// SEALBID_HEADER and SEALBID_LIBRARY say where header and library are.
const fs = require('fs');
const path = require('path');
const koffi = require('koffi');

const library = koffi.load(process.env.SEALBID_LIBRARY);
const header = fs.readFileSync(process.env.SEALBID_HEADER, 'utf8')
    .replace(/\/\*[^]*?\*\/|\/\/.*|^#.*|^extern "C" \{|^\}/gm, '').replace(/struct /g, '').replace(/\s+/g, ' ');
const functions = {};
for (const statement of header.split(';').map(text => text.trim()).filter(Boolean)) {
    const handle = statement.match(/^typedef (\w+) \1$/), callback = statement.match(/^typedef (\w+) \(\*(\w+)\)(.*)$/);
    if (handle) koffi.opaque(handle[1]);
    else if (callback) koffi.pointer(callback[2], koffi.proto(`${callback[1]} ${callback[2]}_(${callback[3].slice(1)}`));
    else {
        // What a function writes to is an array or Buffer of the caller.
        const name = statement.match(/(sealbid_\w+)\(/)[1];
        functions[name] = library.func(statement.replace(/(\w+ \*\*)(\w+)/g, '_Out_ $1$2'));
    }
}

/** Calls a function that can fail. */
function call(name, ...given) {
    const error = [null];
    if (functions[`sealbid_${name}`](...given, error) !== 0) {
        const text = functions.sealbid_error_text(error[0]);
        functions.sealbid_error_free(error[0]);
        throw new Error(text);
    }
}

/** The handle that a function gives out. */
function made(name, ...given) {
    const out = [null];
    call(name, ...given, out);
    return out[0];
}

const [folder, bidPath, now, stage, out] = process.argv.slice(2);
const load = name => fs.readFileSync(path.join(folder, name));
const sized = name => [load(name), load(name).length];
const several = (start, count) => {
    const list = functions.sealbid_list_new();
    for (let n = 0; n < count; n++) call('list_add', list, ...sized(`${start}-${n}.json`));
    return list;
};

const notice = made('notice_verify', ...sized('notice.json'), ...sized('notice.p7s'), several('acceptance', 3));
if (!stage) {
    const trusted = made('notice_trust', notice, ...sized('trust.json'), Number(now));
    const signer = made('signer_from_pem', ...sized('bidder.pem'), ...sized('bidder.key'), null, 0);
    const draft = made('draft_new', '1');
    call('draft_add_file', draft, 'method', 'plan.txt', null, path.join(folder, 'plan.txt'));
    call('draft_add_file', draft, 'bill', 'bill.txt', null, path.join(folder, 'bill.txt'));
    call('draft_set_number', draft, 'price', 2898999309);
    call('draft_set_number', draft, 'period', 240);
    functions.sealbid_sealed_free(made('seal_file', draft, trusted, signer, Number(now), bidPath, 0, null, null));
} else {
    const opened = [];
    const document = (context, part, name, kind, size) => opened.push({ name, pieces: [] }) && 0;
    const write = (context, data, size) =>
        opened.at(-1).pieces.push(Buffer.from(koffi.decode(data, 'uint8_t', Number(size)))) && 0;
    const bid = made('bid_open', bidPath);
    const contents = made('bid_open_stage', bid, notice, stage, several('release', 2), document, write, null, 0);
    // Only now do the documents count.
    for (const { name, pieces } of opened) fs.writeFileSync(path.join(out, name), Buffer.concat(pieces));
    console.log(koffi.decode(functions.sealbid_buffer_data(contents), 'char', Number(functions.sealbid_buffer_size(contents))));
    functions.sealbid_buffer_free(contents);
}
