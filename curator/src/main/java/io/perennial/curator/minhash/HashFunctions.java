package io.perennial.curator.minhash;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The functions (h * a + b mod 2^64) mod (2^61-1) whose least values make a signature. That the product wraps is part of the
 * definition of datatrove (src/datatrove/pipeline/dedup/minhash.py), not of universal hashing; it must stay, or no signature is the same.
 */
final class HashFunctions {
    static final long PRIME = (1L << 61) - 1;

    private static final int PRIME_BITS = 61;
    private static final String RESOURCE = "/minhash/coefficients.txt";
    private static final HashFunctions OF_DATATROVE = read();

    private final long[] factors;
    private final long[] summands;

    private HashFunctions(long[] factors, long[] summands) {
        this.factors = factors;
        this.summands = summands;
    }

    /** The functions that datatrove draws for seed 1. */
    static HashFunctions ofDatatrove() {
        return OF_DATATROVE;
    }

    /** Values before any hash was seen: no function gives one as large. */
    static long[] largest() {
        long[] least = new long[Signature.VALUES];
        Arrays.fill(least, PRIME);
        return least;
    }

    /**
     * Lowers each value to that of its function at {@code hash}, if that is less. There is no branch and no division in it, so that the
     * compiler can make vectors of it: 2^61 is 1 modulo the prime, and all values are positive, so the sign of a difference compares.
     */
    void lower(long[] least, long hash) {
        for (int i = 0; i < Signature.VALUES; i++) {
            long product = hash * factors[i] + summands[i];
            long folded = (product & PRIME) + (product >>> PRIME_BITS);
            long value = folded - (PRIME & ((PRIME - 1 - folded) >> 63));
            long excess = least[i] - value;
            least[i] -= excess & ~(excess >> 63);
        }
    }

    private static HashFunctions read() {
        try (InputStream stream = HashFunctions.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            List<String> lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            if (lines.size() != Signature.VALUES) {
                throw new IllegalStateException(
                        RESOURCE + " has " + lines.size() + " functions; expected " + Signature.VALUES);
            }
            long[] factors = new long[Signature.VALUES];
            long[] summands = new long[Signature.VALUES];
            for (int i = 0; i < Signature.VALUES; i++) {
                String line = lines.get(i);
                int blank = line.indexOf(' ');
                factors[i] = Long.parseLong(line.substring(0, blank));
                summands[i] = Long.parseLong(line.substring(blank + 1));
            }
            return new HashFunctions(factors, summands);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE, e);
        }
    }
}
