// Package bridge makes a Linux I2C bus out of nothing but /dev/uhid.
//
//	driver -> /dev/i2c-N -> kernel's hid-mcp2221 -> /dev/uhid -> Bridge -> model.Bus -> register models
//
// Start with [Plug], then run [Bridge.Serve] and ask [Bridge.Wait] for the number N. A
// Bridge plays a Microchip MCP2221, a USB bridge to I2C (data sheet DS20005565, section
// "USB HID commands"): the kernel's driver for it registers a real adapter, with
// I2C_RDWR and SMBus, that programs and the kernel's own sensor drivers can use. The
// faults of a model.Bus arrive as the errors of that adapter.
//
// Limit: one message, or a write and a read, for each transfer; no interrupt line. It
// needs the module hid-mcp2221 of Linux 6.6 or newer; older ones take 24 s to settle.
package bridge
