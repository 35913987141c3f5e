package io.perennial.curator.privacy;

/** Check digits. Every argument consists of ASCII digits only. */
final class Checksums {
    private static final int DECIMAL = 10;
    private static final int MOD_11 = 11;

    /** Multiplication in the dihedral group of order ten (Verhoeff 1969). */
    private static final int[][] DIHEDRAL = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
        {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
        {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
        {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
        {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
        {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
        {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
        {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
        {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
        {9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
    };

    /** The permutation that is applied once more with each place to the left. */
    private static final int[] PERMUTATION = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

    private Checksums() {}

    static int digit(String digits, int index) {
        return digits.charAt(index) - '0';
    }

    /** ISO/IEC 7812: every second digit from the right is doubled, its digits are added, the sum ends with 0. */
    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
            int value = digit(digits, i) << (place & 1);
            sum += value < DECIMAL ? value : value - 9;
        }
        return sum % DECIMAL == 0;
    }

    static boolean verhoeff(String digits) {
        int check = 0;
        for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
            int permuted = digit(digits, i);
            for (int times = place % 8; times > 0; times--) {
                permuted = PERMUTATION[permuted];
            }
            check = DIHEDRAL[check][permuted];
        }
        return check == 0;
    }

    /** ISO 7064, the hybrid system modulus 11,10. */
    static boolean mod11Radix10(String digits) {
        int product = DECIMAL;
        int last = digits.length() - 1;
        for (int i = 0; i < last; i++) {
            int sum = (digit(digits, i) + product) % DECIMAL;
            product = 2 * (sum == 0 ? DECIMAL : sum) % MOD_11;
        }
        return (product + digit(digits, last)) % DECIMAL == 1;
    }

    /** Sum of the digits from the first on, each times its weight; further digits do not count. */
    static int weighted(String digits, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(digits, i) * weights[i];
        }
        return sum;
    }
}
