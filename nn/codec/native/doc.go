// Package native reads and writes edgetune's model file: a safetensors file, which
// other programs open too.
//
//	Model + Note + extra tensors -> Save -> FILE -> Open -> File{Spec, Note} -> Load -> Model
//
// Start with [Save] and [Open]. The metadata hold a format version, the net in its
// text form, a note of the caller's (JSON), and checksums of both and of the
// tensors. Tensors of the model come first, in the order of [nn.Model.Tensors].
//
// Reading streams: beside the header, one small buffer is held. Every size in a
// file is checked before anything is allocated for it. Limit: tensors of float32,
// float16, unsigned 16 bits and bytes.
package native
