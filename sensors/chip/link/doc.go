// Package link carries register reads and writes between a driver and its chip.
//
//	driver -> Link.Read, Write, Tx -> conn.Conn (I2C or SPI) -> chip
//	periph driver -> Watch, WatchPort -> bus
//
// Start with [I2C] or [SPI]. A link names chip and bus in each error and keeps the
// bus error in the chain; it owns its buffers, so a transfer allocates nothing.
// [Watch] does the same for a driver of periph, which drops the cause of an error:
// it remembers what the bus said.
//
// Limit: registers of one byte address, transfers up to 1 KiB.
package link
