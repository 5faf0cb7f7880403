// Package mcp3008 reads the analog-to-digital converter MCP3008 (10 bit, 8 inputs) of
// Microchip over SPI.
//
//	inputs "0,1,2-3" -> 3 bytes each -> V
//
// Start with [NewSPI]. Differences are "0-1", "1-0", "2-3" and so on, between
// neighbours; a negative one reads 0.
//
// # Data sheet
//
// Microchip DS21295, sections 5 and 6.
//
// Limit: the reference voltage is what the option says; the chip cannot measure it.
package mcp3008
