package sht3x

import "testing"

// TestChecksum is the example of the data sheet, table "I2C CRC properties".
func TestChecksum(t *testing.T) {
	if got := crc([]byte{0xbe, 0xef}); got != 0x92 {
		t.Errorf("%#02x, want 0x92", got)
	}
}
