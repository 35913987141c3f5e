package io.perennial.curator.privacy;

import java.util.List;

/** Which IPv4 addresses are globally routable, by IANA's special-purpose registry as Python's {@code ipaddress} reads it. */
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

    private InternetAddresses() {}

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
