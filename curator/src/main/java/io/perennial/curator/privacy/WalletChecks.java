package io.perennial.curator.privacy;

import io.perennial.schemas.blobs.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Checksums of the addresses of wallets. */
final class WalletChecks {
    private static final String BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int RADIX = 58;
    /** A version, a hash of 20 bytes, and a checksum. */
    private static final int ADDRESS_BYTES = 25;

    private static final int CHECKSUM_BYTES = 4;

    private static final String BECH_32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BITS = 5;
    /** BIP 173, for the first version of witness programs. */
    private static final int CONSTANT = 1;
    /** BIP 350, for all later versions. */
    private static final int CONSTANT_M = 0x2bc830a3;

    private WalletChecks() {}

    /** Ends with the first bytes of the double SHA-256 of what is before. */
    static boolean isBase58Check(String address) {
        byte[] bytes = new byte[ADDRESS_BYTES];
        for (int i = 0; i < address.length(); i++) {
            int carry = BASE_58.indexOf(address.charAt(i));
            if (carry < 0) {
                return false;
            }
            for (int place = ADDRESS_BYTES - 1; place >= 0; place--) {
                carry += RADIX * Byte.toUnsignedInt(bytes[place]);
                bytes[place] = (byte) carry;
                carry >>>= Byte.SIZE;
            }
            if (carry != 0) {
                return false;
            }
        }
        int payload = ADDRESS_BYTES - CHECKSUM_BYTES;
        byte[] digest = Sha256.digest().digest(Sha256.digest().digest(Arrays.copyOf(bytes, payload)));
        return ByteBuffer.wrap(bytes, payload, CHECKSUM_BYTES).equals(ByteBuffer.wrap(digest, 0, CHECKSUM_BYTES));
    }

    /** BIP 173 and 350. The digit 1 separates the prefix from the data, which has none. */
    static boolean isBech32(String written) {
        String address = written.toLowerCase(Locale.ROOT);
        int separator = address.lastIndexOf('1');
        int check = 1;
        byte[] prefix = address.substring(0, separator).getBytes(StandardCharsets.US_ASCII);
        for (byte c : prefix) {
            check = step(check, c >>> BITS);
        }
        check = step(check, 0);
        for (byte c : prefix) {
            check = step(check, c & (1 << BITS) - 1);
        }
        for (int i = separator + 1; i < address.length(); i++) {
            int value = BECH_32.indexOf(address.charAt(i));
            if (value < 0) {
                return false;
            }
            check = step(check, value);
        }
        return check == CONSTANT || check == CONSTANT_M;
    }

    private static int step(int check, int value) {
        int top = check >>> 25;
        int next = (check & 0x1ffffff) << BITS ^ value;
        for (int bit = 0; bit < GENERATOR.length; bit++) {
            if ((top >>> bit & 1) != 0) {
                next ^= GENERATOR[bit];
            }
        }
        return next;
    }
}
