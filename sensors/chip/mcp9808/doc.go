// Package mcp9808 reads the thermometer MCP9808 of Microchip over I2C, through the
// driver of periph.
//
//	bus -> identity -> periph.io/x/devices/v3/mcp9808 -> degC
//
// Start with [NewI2C].
//
// # Data sheet
//
// Microchip DS25095, section 5 "Serial communication" and its register tables.
//
// Limit: the alerts are not used.
package mcp9808
