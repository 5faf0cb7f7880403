// Package model plays chips for tests: register files behind the bus interfaces of
// periph, with the behaviour that a driver relies on, and with faults.
//
//	driver -> Bus.Tx  -> fault? -> Chip.Write, Chip.Read  (I2C)
//	driver -> Port.Tx -> fault? -> Chip.Exchange          (SPI)
//
// Start with [NewBus], [Bus.Plug] and one of the chips, as [NewBME280]. The models
// are written from the data sheets, not from the drivers, and hold physical values:
// a test sets volts or degrees and expects them back.
//
// Limit: what the drivers here use; no interrupt lines, no clock stretching.
package model
