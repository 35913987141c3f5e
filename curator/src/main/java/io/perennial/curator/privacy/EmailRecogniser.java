package io.perennial.curator.privacy;

import io.perennial.curator.normalisation.LowerCase;
import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.validator.routines.DomainValidator;
import org.jspecify.annotations.Nullable;

/**
 * Finds addresses of e-mail around their {@code @}. The local part is what RFC 5322 allows without quotes, but for the characters that
 * separate parts of addresses of pages; a key and {@code =} before it do not belong to it. The domain must end with a top-level domain
 * that IANA lists, or with a name that private networks use, or be an IPv4 address in brackets. As neither part can hold an {@code @},
 * a text is read once to the left and once to the right.
 */
final class EmailRecogniser implements Recogniser {
    private static final String LOCAL_SYMBOLS = "!#$%'*+-=^_`{|}~.";

    /** Top-level domains that are never given to anybody, RFC 6762 appendix G and ICANN. */
    private static final Set<String> PRIVATE_NETWORKS =
            Set.of("local", "localdomain", "internal", "lan", "intranet", "corp", "home", "private");

    private static final Set<UnicodeScript> ALPHABETS =
            Set.of(UnicodeScript.LATIN, UnicodeScript.GREEK, UnicodeScript.CYRILLIC);

    /** RFC 1035. */
    private static final int LONGEST_LABEL = 63;

    private final DomainValidator domains = DomainValidator.getInstance();

    @Override
    public boolean beginsWith(char c) {
        return c == '@';
    }

    /** @param at index of an {@code @} */
    @Override
    public @Nullable Finding find(CharSequence text, int at) {
        int begin = localBegin(text, at);
        if (begin == at) {
            return null;
        }
        int end = domainEnd(text, at + 1);
        if (end < 0) {
            return null;
        }
        String value = LowerCase.of(text.subSequence(begin, end).toString());
        return new Finding(PersonalDataType.EMAIL, begin, end, Finding.CERTAIN, value);
    }

    private static int localBegin(CharSequence text, int at) {
        int begin = at;
        while (begin > 0
                && isLocal(text.charAt(begin - 1))
                && !(text.charAt(begin - 1) == '.' && (begin == at || text.charAt(begin) == '.'))) {
            begin--;
        }
        begin = skipSymbols(text, begin, at);
        int key = begin;
        while (key < at && (Character.isLetter(text.charAt(key)) || text.charAt(key) == '_')) {
            key++;
        }
        return key > begin && key < at && text.charAt(key) == '=' ? skipSymbols(text, key + 1, at) : begin;
    }

    private static int skipSymbols(CharSequence text, int begin, int end) {
        int position = begin;
        while (position < end && !isAlphanumeric(text.charAt(position)) && text.charAt(position) != '_') {
            position++;
        }
        return position;
    }

    private int domainEnd(CharSequence text, int begin) {
        if (begin < text.length() && text.charAt(begin) == '[') {
            int end = AddressRecogniser.dottedEnd(text, begin + 1);
            return end > 0 && end < text.length() && text.charAt(end) == ']' ? end + 1 : -1;
        }
        int end = begin;
        while (end < text.length() && isDomain(text.charAt(end))) {
            end++;
        }
        // Without its last labels, until one is a top-level domain: the space between two sentences may be missing.
        while (end > begin) {
            while (end > begin && !isAlphanumeric(text.charAt(end - 1))) {
                end--;
            }
            int label = end;
            while (label > begin && text.charAt(label - 1) != '.') {
                label--;
            }
            if (label - 1 > begin && isAlphanumeric(text.charAt(label - 2)) && isTopLevel(text, label, end)) {
                return isAlphanumeric(text.charAt(begin)) ? end : -1;
            }
            end = label;
        }
        return -1;
    }

    private boolean isTopLevel(CharSequence text, int begin, int end) {
        if (end - begin > LONGEST_LABEL) {
            return false;
        }
        String label = text.subSequence(begin, end).toString().toLowerCase(Locale.ROOT);
        return PRIVATE_NETWORKS.contains(label) || domains.isValidTld(label);
    }

    private static boolean isLocal(char c) {
        return isAlphanumeric(c) || LOCAL_SYMBOLS.indexOf(c) >= 0;
    }

    private static boolean isDomain(char c) {
        return isAlphanumeric(c) || c == '.' || c == '-';
    }

    /** Of the scripts that separate words by spaces, since an address in another script ends where the text goes on. */
    private static boolean isAlphanumeric(char c) {
        if (c < 0x80) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
        return Character.isLetterOrDigit(c) && ALPHABETS.contains(UnicodeScript.of(c));
    }
}
