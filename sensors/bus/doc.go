// Package bus opens the real I2C, SPI and 1-Wire buses and GPIO lines of a board.
//
//	"i2c-1"  -> OpenI2C     -> /dev/i2c-1       \
//	"spi0.0" -> OpenSPI     -> /dev/spidev0.0    > periph.io/x/host -> kernel
//	"w1-1"   -> OpenOneWire -> netlink           |
//	"GPIO5"  -> OpenPin     -> /dev/gpiochipN   /
//
// Start with [OpenI2C]. Each file is opened directly, without looking at the board.
// periph loses the kernel's error number in its text; here it is found again, so
// that errors.Is works with the sentinels of this package and with syscall.Errno,
// and every message says what to do.
//
// Limit: Linux.
package bus
