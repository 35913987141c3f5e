package io.perennial.curator.rules;

import io.perennial.curator.measures.BadWords;
import io.perennial.runtime.ServiceException;
import io.perennial.schemas.blobs.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A list of words that a rule file names. The rule file says its digest, so the digest of the rule file still tells what judged.
 *
 * @param file one word in each line, UTF-8
 * @param sha256 digest of the file in hexadecimal digits
 */
record BadWordsFile(String file, String sha256) {
    BadWordsFile {
        if (file == null || sha256 == null) {
            throw new IllegalArgumentException("badWords need 'file' and 'sha256' for each language");
        }
    }

    /** @throws ServiceException of kind usage if it cannot be read, is another file, or holds no words */
    BadWords read(String language) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of(file));
            String actual = Sha256.of(bytes);
            if (!actual.equals(sha256)) {
                throw ServiceException.usage("badWords." + language + ": " + file + " has SHA-256 " + actual
                        + ", the rule file says " + sha256 + "; name the right file, or its new digest");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            BadWords words = new BadWords(text.lines().toList(), language);
            if (words.isEmpty()) {
                throw ServiceException.usage("badWords." + language + ": " + file
                        + " holds no words; write one in each line, or leave the language out");
            }
            return words;
        } catch (IOException e) {
            throw ServiceException.usage("badWords." + language + ": " + file + " cannot be read as UTF-8: "
                    + e.getMessage() + "; correct the path in the rule file");
        }
    }
}
