// Package store keeps state through power cuts. It does not know what it keeps.
//
//	bytes -> Slots.Save -> a slot file, in place, synced -> Slots.Load -> bytes
//	record -> Journal.Append -> Sync -> Journal.Read -> records, up to the first that is damaged
//
// Start with [OpenSlots] for states that replace one another, of which the last few
// stay, and [OpenJournal] for what happened in between. Both work on an [FS]: [Dir]
// is a folder; storetest has one that loses, tears and reorders what was not synced.
//
// Slots are written in place and not renamed: of the patterns tried under emulated
// power cuts that was the fastest of the two that never lost an acknowledged state.
//
// Limit: one process at a time; [Dir] locks its folder.
package store
