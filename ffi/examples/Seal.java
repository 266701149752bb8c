import com.sun.jna.*;
import com.sun.jna.ptr.PointerByReference;
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.util.*;

/** A bidder and an opening in Java, through JNA (run with -Djna.encoding=UTF-8). The key stays in Java.
 *  Seal FOLDER BID NOW            seals a bid for the tender in FOLDER
 *  Seal FOLDER BID NOW STAGE OUT  opens a stage with the releases in FOLDER; its documents go into the folder OUT */
public class Seal {
    interface Sign extends Callback { int call(Pointer none, Pointer message, long size, Pointer out, long room, Pointer got); }
    interface Document extends Callback { int call(Pointer none, Pointer part, Pointer path, Pointer kind, long size); }
    interface Write extends Callback { int call(Pointer none, Pointer data, long size); }

    static Function function(String name) { return Function.getFunction("sealbid", "sealbid_" + name); }
    static void free(String kind, Pointer handle) { function(kind + "_free").invokeVoid(new Object[] { handle }); }
    static Object[] and(Object[] arguments, Object last) {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        return all.add(last) ? all.toArray() : null;
    }
    static void call(String name, Object... arguments) { // a function that can fail
        PointerByReference error = new PointerByReference();
        if (function(name).invokeInt(and(arguments, error)) == 0) return;
        String text = function("error_text").invokePointer(new Object[] { error.getValue() }).getString(0, "UTF-8");
        free("error", error.getValue());
        throw new IllegalStateException(text);
    }
    /** The handle that such a function gives out. */
    static Pointer made(String name, Object... arguments) {
        PointerByReference out = new PointerByReference();
        call(name, and(arguments, out));
        return out.getValue(); // freed with free(kind, handle); this program ends soon
    }
    static Pointer several(Path folder, String start, int count) throws IOException {
        Pointer list = function("list_new").invokePointer(new Object[0]);
        for (int n = 0; n < count; n++) call("list_add", list, load(folder, start + n + ".json"), last);
        return list;
    }
    static long last; // the size of what was loaded last: arguments are evaluated from left to right
    static byte[] load(Path folder, String name) throws IOException {
        last = Files.size(folder = folder.resolve(name));
        return Files.readAllBytes(folder);
    }
    public static void main(String[] given) throws Exception {
        Path folder = Paths.get(given[0]);
        Pointer notice = made("notice_verify", load(folder, "notice.json"), last, load(folder, "notice.p7s"), last, several(folder, "acceptance-", 3));
        if (given.length == 3) {
            byte[] pem = Base64.getMimeDecoder().decode(new String(load(folder, "bidder.key"), "US-ASCII").replaceAll("-----.*-----", ""));
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(pem));
            Sign sign = (none, message, size, out, room, got) -> {
                try {
                    Signature signature = Signature.getInstance("SHA256withECDSA");
                    signature.initSign(key);
                    signature.update(message.getByteBuffer(0, size));
                    byte[] signed = signature.sign();
                    out.write(0, signed, 0, signed.length);
                    got.setLong(0, signed.length);
                    return 0;
                } catch (GeneralSecurityException e) { return 1; }
            };
            long now = Long.parseLong(given[2]);
            Pointer trusted = made("notice_trust", notice, load(folder, "trust.json"), last, now), draft = made("draft_new", "1");
            Pointer signer = made("signer_from_callback", load(folder, "bidder.pem"), last, 3 /* ECDSA_P256_SHA256 */, sign, null);
            call("draft_add_file", draft, "method", "plan.txt", null, folder.resolve("plan.txt").toString());
            call("draft_add_file", draft, "bill", "bill.txt", null, folder.resolve("bill.txt").toString());
            for (Object[] field : new Object[][] { { "price", 2898999309L }, { "period", 240L } }) call("draft_set_number", draft, field[0], field[1]);
            made("seal_file", draft, trusted, signer, now, given[1], 0, null, null);
            return;
        }
        List<String> paths = new ArrayList<>(); // documents count when the call has ended well, not before
        List<ByteArrayOutputStream> opened = new ArrayList<>();
        Document document = (none, part, path, kind, size) -> paths.add(path.getString(0, "UTF-8")) && opened.add(new ByteArrayOutputStream()) ? 0 : 1;
        Write write = (none, data, size) -> { opened.get(opened.size() - 1).write(data.getByteArray(0, (int) size), 0, (int) size); return 0; };
        Pointer contents = made("bid_open_stage", made("bid_open", given[1]), notice, given[3], several(folder, "release-", 2), document, write, null, 0);
        for (int n = 0; n < paths.size(); n++) Files.write(Paths.get(given[4], paths.get(n)), opened.get(n).toByteArray());
        System.out.println(function("buffer_data").invokePointer(new Object[] { contents }).getString(0, "UTF-8"));
    }
}
