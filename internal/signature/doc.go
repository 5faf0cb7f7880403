// Package signature says who made a file, before anything reads it.
//
//	file, file.minisig, public key -> Verify -> Claim (what it is, which version) -> a parser
//
// Start with [ReadFile]. The scheme is minisign's: ed25519 over BLAKE2b, so keys and
// signatures are made with the minisign command and need nothing of ours. The trusted
// comment, which the signature covers too, is the [Claim]: a signed model is not taken
// for a release, nor an old version for a new one.
//
// Limit: one key. To replace it, hand out a new public key by other means.
package signature
