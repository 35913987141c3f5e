package io.perennial.curator.drift.blocks;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The newest {@value #KEPT} different contents of a source, each by the first 64 bits of its SHA-256. */
final class RecentContents {
    static final int KEPT = 512;
    private static final int HEX_DIGITS = 16;

    /** As bytes, since they are written and read with each record. */
    private final ByteBuffer digests = ByteBuffer.allocate(KEPT * Long.BYTES);

    private int count;
    private int next;

    /** True if the content is among them; if not, it is from now on. A content without a digest never is. */
    boolean holds(String contentSha256) {
        if (contentSha256.length() < HEX_DIGITS) {
            return false;
        }
        long digest = Long.parseUnsignedLong(contentSha256, 0, HEX_DIGITS, 16);
        for (int i = 0; i < count; i++) {
            if (digests.getLong(i * Long.BYTES) == digest) {
                return true;
            }
        }
        digests.putLong(next * Long.BYTES, digest);
        next = (next + 1) % KEPT;
        count = Math.min(KEPT, count + 1);
        return false;
    }

    void write(DataOutput out) throws IOException {
        out.writeShort(count);
        out.writeShort(next);
        out.write(digests.array(), 0, count * Long.BYTES);
    }

    static RecentContents read(DataInput in) throws IOException {
        RecentContents contents = new RecentContents();
        contents.count = in.readShort();
        contents.next = in.readShort();
        in.readFully(contents.digests.array(), 0, contents.count * Long.BYTES);
        return contents;
    }
}
