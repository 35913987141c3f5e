package io.perennial.curator.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Which addresses are globally routable, by IANA's special-purpose registries as Python's {@code ipaddress} reads them. */
final class InternetAddresses {
    private record Block(long network, int prefix) {
        static Block of(String dotted, int prefix) {
            return new Block(parse(dotted), prefix);
        }

        boolean contains(long address) {
            return address >>> (Integer.SIZE - prefix) == network >>> (Integer.SIZE - prefix);
        }
    }

    private static final List<Block> NOT_GLOBAL = List.of(
            Block.of("0.0.0.0", 8),
            Block.of("10.0.0.0", 8),
            Block.of("100.64.0.0", 10),
            Block.of("127.0.0.0", 8),
            Block.of("169.254.0.0", 16),
            Block.of("172.16.0.0", 12),
            Block.of("192.0.0.0", 24),
            Block.of("192.0.2.0", 24),
            Block.of("192.168.0.0", 16),
            Block.of("198.18.0.0", 15),
            Block.of("198.51.100.0", 24),
            Block.of("203.0.113.0", 24),
            Block.of("240.0.0.0", 4));

    private static final int GROUPS = 8;
    private static final int HEXADECIMAL = 16;

    private InternetAddresses() {}

    /**
     * The eight groups of an IPv6 address without leading zeros, which is the same for all ways of writing it.
     *
     * @param address groups of hexadecimal digits and colons
     * @return empty if it is no address, or one that is not routed globally: those begin with the bits 001 (RFC 4291)
     */
    static String publicGroups(String address) {
        int gap = address.indexOf("::");
        int[] groups = gap < 0 ? parseGroups(address) : fill(address.substring(0, gap), address.substring(gap + 2));
        if (groups.length != GROUPS || groups[0] >>> 13 != 1 || isSpecial(groups)) {
            return "";
        }
        return Arrays.stream(groups).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    /** Assignments of IETF protocols, and documentation. */
    private static boolean isSpecial(int[] groups) {
        return (groups[0] == 0x2001 && (groups[1] < 0x200 || groups[1] == 0xdb8))
                || (groups[0] == 0x3fff && groups[1] < 0x1000);
    }

    private static int[] fill(String before, String after) {
        int[] left = before.isEmpty() ? new int[0] : parseGroups(before);
        int[] right = after.isEmpty() ? new int[0] : parseGroups(after);
        if (left.length + right.length >= GROUPS
                || (left.length == 0 && !before.isEmpty())
                || (right.length == 0 && !after.isEmpty())) {
            return new int[0];
        }
        int[] groups = new int[GROUPS];
        System.arraycopy(left, 0, groups, 0, left.length);
        System.arraycopy(right, 0, groups, GROUPS - right.length, right.length);
        return groups;
    }

    /** No groups if one is empty or has more than four digits. */
    private static int[] parseGroups(String text) {
        String[] parts = text.split(":", -1);
        int[] groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() || parts[i].length() > 4) {
                return new int[0];
            }
            groups[i] = Integer.parseInt(parts[i], HEXADECIMAL);
        }
        return groups;
    }

    /** @param dotted four octets; one with a leading zero is ambiguous and hence no address */
    static boolean isPublic(String dotted) {
        long address = parse(dotted);
        return address >= 0 && NOT_GLOBAL.stream().noneMatch(block -> block.contains(address));
    }

    /** The address as an unsigned 32-bit number, or -1. */
    private static long parse(String dotted) {
        long address = 0;
        for (String octet : dotted.split("\\.", -1)) {
            if (octet.length() > 1 && octet.charAt(0) == '0') {
                return -1;
            }
            address = address << Byte.SIZE | Integer.parseInt(octet);
        }
        return address;
    }
}
