package io.perennial.curator.privacy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * Replaces e-mail addresses by {@code <EMAIL>} and public IPv4 addresses by {@code <IP>}. The patterns and the policy for
 * addresses (only globally routable ones are personal) are those of datatrove:src/datatrove/pipeline/formatters/pii.py; RE2 keeps
 * the time linear whatever the input. Masking twice changes nothing. Immutable, safe for use by several threads.
 */
public final class PersonalDataMask {
    private static final String EMAIL_MASK = "<EMAIL>";
    private static final String ADDRESS_MASK = "<IP>";

    private static final String LOCAL_PART = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
    private static final String ADDRESS = "(?:" + OCTET + "\\.){3}" + OCTET;
    private static final Pattern EMAIL_PATTERN =
            Pattern.compile("\\b" + LOCAL_PART + "@(?:(?:" + LABEL + "\\.)+" + LABEL + "|\\[" + ADDRESS + "\\])");
    private static final Pattern ADDRESS_PATTERN = Pattern.compile(ADDRESS);

    private final boolean emails;
    private final boolean publicAddresses;

    public PersonalDataMask(boolean emails, boolean publicAddresses) {
        this.emails = emails;
        this.publicAddresses = publicAddresses;
    }

    /**
     * @param text the text with its masks
     * @param spans how many spans were masked
     */
    public record Masked(String text, int spans) {}

    public Masked mask(String text) {
        Masked masked = new Masked(text, 0);
        // Most texts have neither; looking for one character is far cheaper than running the pattern.
        if (emails && text.indexOf('@') >= 0) {
            masked = replace(masked, EMAIL_PATTERN, EMAIL_MASK, false);
        }
        if (publicAddresses && text.indexOf('.') >= 0) {
            masked = replace(masked, ADDRESS_PATTERN, ADDRESS_MASK, true);
        }
        return masked;
    }

    private static Masked replace(Masked input, Pattern pattern, String mask, boolean onlyPublicAddresses) {
        Matcher matcher = pattern.matcher(input.text());
        StringBuilder text = new StringBuilder(input.text().length());
        int spans = input.spans();
        int copied = 0;
        while (matcher.find()) {
            if (onlyPublicAddresses && !InternetAddresses.isPublic(matcher.group())) {
                continue;
            }
            text.append(input.text(), copied, matcher.start()).append(mask);
            copied = matcher.end();
            spans++;
        }
        return copied == 0
                ? input
                : new Masked(text.append(input.text().substring(copied)).toString(), spans);
    }
}
