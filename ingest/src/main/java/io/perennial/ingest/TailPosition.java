package io.perennial.ingest;

/**
 * How far a growing file was read.
 *
 * @param path the file as it was named
 * @param fileKey device and inode of the file that was open; a rotated file keeps it under its new name
 * @param generation files read to their end under this path before this one
 * @param offset start of the first line not yet published, in bytes
 * @param headBytes length of the fingerprinted head
 * @param headSha256 SHA-256 of the first {@code headBytes} bytes: tells a file from one that reuses its inode
 */
record TailPosition(String path, String fileKey, long generation, long offset, int headBytes, String headSha256) {
    TailPosition {
        if (generation < 0 || offset < 0 || headBytes < 0) {
            throw new IllegalArgumentException("generation, offset and headBytes are not negative: " + generation + ", "
                    + offset + ", " + headBytes);
        }
    }
}
