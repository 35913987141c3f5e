package io.perennial.encoders;

import io.perennial.schemas.records.BlobRef;

/**
 * A checkpoint whose blobs are written and synced.
 *
 * @param checkpointId SHA-256 of the manifest
 * @param chainHash SHA-256 over the parent's chain hash and the manifest
 * @param manifest the manifest blob
 */
public record SavedCheckpoint(String checkpointId, String chainHash, BlobRef manifest) {}
