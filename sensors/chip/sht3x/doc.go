// Package sht3x reads the humidity sensors SHT30, SHT31 and SHT35 of Sensirion over
// I2C.
//
//	command 0x2400 -> 16 ms -> 2 words with CRC -> degC, %RH
//
// Start with [NewI2C]. Each reading is one single-shot measurement without clock
// stretching; a word whose checksum is wrong is refused with [ErrChecksum].
//
// # Data sheet
//
// Sensirion "Datasheet SHT3x-DIS", version 7, sections 4.3 to 4.13.
//
// Limit: no alerts, no periodic mode.
package sht3x
