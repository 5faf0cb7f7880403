// Package witness fills a store with states and records that tell by their bytes which
// they are, and checks what a crash has left of them.
//
//	Run: store.Slots, store.Journal -> save, append, sync -> Ack, after each that returned
//	Check: folder, the last Ack -> every acknowledged state and record is there, and sound
//
// Start with [Run] and [Check]. An acknowledgement counts once it has left the program:
// down a pipe, or on the disk itself.
//
// Limit: what it writes looks like a learner's, in sizes and order; it learns nothing.
package witness
