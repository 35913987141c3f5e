package io.perennial.curator.privacy;

import static io.perennial.curator.privacy.Checksums.digit;
import static io.perennial.curator.privacy.Checksums.luhn;
import static io.perennial.curator.privacy.Checksums.weighted;

/**
 * What tells a number that was issued from one that only looks like it. Each argument is what a pattern found, without separators, so
 * its length is right. Sources: the authorities that issue the numbers.
 */
final class IdentifierChecks {
    /** Prefix of American identifiers among the issuers of ISO/IEC 7812. */
    private static final String UNITED_STATES_HEALTH = "80840";

    private static final int MOD_11 = 11;
    private static final int FRENCH_MODULUS = 97;
    private static final int FRENCH_NUMBER = 13;
    private static final int TAX_NUMBER = 10;

    private IdentifierChecks() {}

    static boolean isCard(String digits) {
        return CardIssuers.issue(digits) && luhn(digits);
    }

    /** Never issued: area 000, 666 and from 900 on, group 00, serial 0000, and numbers that stood in advertisements. */
    static boolean isSocialSecurityNumber(String digits) {
        String area = digits.substring(0, 3);
        return !area.equals("000")
                && !area.equals("666")
                && digits.charAt(0) != '9'
                && !digits.startsWith("00", 3)
                && !digits.endsWith("0000")
                && !isOneDigit(digits)
                && !digits.equals("123456789")
                && !digits.equals("078051120")
                && !digits.equals("219099999");
    }

    /** The fourth and fifth digit tell it from other numbers that begin with 9. */
    static boolean isTaxpayerNumber(String digits) {
        int group = Integer.parseInt(digits.substring(3, 5));
        return digits.charAt(0) == '9'
                && ((group >= 50 && group <= 65)
                        || (group >= 70 && group <= 88)
                        || (group >= 90 && group <= 92)
                        || group >= 94);
    }

    static boolean isRoutingNumber(String digits) {
        int district = Integer.parseInt(digits.substring(0, 2));
        return (district <= 12
                        || (district >= 21 && district <= 32)
                        || (district >= 61 && district <= 72)
                        || district == 80)
                && !isOneDigit(digits)
                && weighted(digits, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;
    }

    static boolean isProviderIdentifier(String digits) {
        return luhn(UNITED_STATES_HEALTH + digits);
    }

    static boolean isHealthServiceNumber(String digits) {
        int check = MOD_11 - weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) % MOD_11;
        return !isOneDigit(digits) && check % MOD_11 == digit(digits, 9);
    }

    /** Of the first ten digits one occurs twice or three times, and every other once at most. */
    static boolean isGermanTaxNumber(String digits) {
        int[] counts = new int[10];
        for (int i = 0; i < TAX_NUMBER; i++) {
            counts[digit(digits, i)]++;
        }
        int repeated = 0;
        for (int count : counts) {
            if (count > 3) {
                return false;
            }
            repeated += count > 1 ? 1 : 0;
        }
        return repeated == 1 && Checksums.mod11Radix10(digits);
    }

    /** The departments of Corsica, 2A and 2B, count as 19 and 18. */
    static boolean isFrenchSocialSecurityNumber(String compact) {
        String number = compact.substring(0, FRENCH_NUMBER).replace("2A", "19").replace("2B", "18");
        return FRENCH_MODULUS - Long.parseLong(number) % FRENCH_MODULUS
                == Integer.parseInt(compact.substring(FRENCH_NUMBER));
    }

    static boolean isAadhaar(String digits) {
        return !new StringBuilder(digits).reverse().toString().equals(digits) && Checksums.verhoeff(digits);
    }

    static boolean isIsraeliIdentity(String digits) {
        return !isOneDigit(digits) && luhn(digits);
    }

    static boolean isBrazilianTaxpayer(String digits) {
        return !isOneDigit(digits)
                && brazilianCheck(weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(digits, 9)
                && brazilianCheck(weighted(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digit(digits, 10);
    }

    private static int brazilianCheck(int sum) {
        int rest = sum % MOD_11;
        return rest < 2 ? 0 : MOD_11 - rest;
    }

    /** Nobody has the address of all interfaces, nor that of none. */
    static boolean isInterface(String hexadecimal) {
        return !isOneDigit(hexadecimal) || "0fF".indexOf(hexadecimal.charAt(0)) < 0;
    }

    private static boolean isOneDigit(String digits) {
        return digits.chars().allMatch(c -> Character.toLowerCase(c) == Character.toLowerCase(digits.charAt(0)));
    }
}
