package bridge

import (
	"encoding/binary"
	"fmt"
	"os"
)

// Events of /dev/uhid (include/uapi/linux/uhid.h).
const (
	uhidDestroy = 1
	uhidOutput  = 6
	uhidCreate2 = 11
	uhidInput2  = 12

	uhidEvent  = 4 + 4372 // bytes of the largest event
	uhidData   = 4096     // of an output event, before its length
	reportSize = 64
)

// descriptor is the report descriptor of the MCP2221's HID interface: 64 bytes in, 64
// bytes out, of a vendor's own meaning.
func descriptor() []byte {
	return []byte{
		0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01,
		0x09, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, reportSize, 0x81, 0x02,
		0x09, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, reportSize, 0x91, 0x02, 0xc0,
	}
}

// create plugs a device in: name, place, descriptor, bus and identity of the MCP2221.
func create(f *os.File) error {
	const busUSB, microchip, mcp2221 = 3, 0x04d8, 0x00dd
	b := make([]byte, uhidEvent)
	le, d := binary.LittleEndian, descriptor()
	le.PutUint32(b, uhidCreate2)
	copy(b[4:132], "edgetune register models")
	copy(b[132:196], "models/0")
	le.PutUint16(b[260:], uint16(len(d)))
	le.PutUint16(b[262:], busUSB)
	le.PutUint32(b[264:], microchip)
	le.PutUint32(b[268:], mcp2221)
	copy(b[280:], d)
	if _, err := f.Write(b); err != nil {
		return fmt.Errorf("bridge: plug in: %w", err)
	}
	return nil
}

// destroy unplugs the device. The kernel returns when nobody has the bus open any more.
func destroy(f *os.File) error {
	_, err := f.Write(binary.LittleEndian.AppendUint32(nil, uhidDestroy))
	return err
}

// output returns the report in an event of the kernel's, or false for other events.
func output(event []byte) (r report, ok bool) {
	if len(event) < 4+uhidData+2 || binary.LittleEndian.Uint32(event) != uhidOutput {
		return r, false
	}
	n := int(binary.LittleEndian.Uint16(event[4+uhidData:]))
	copy(r[:], event[4:4+min(n, uhidData)])
	return r, true
}

// input sends a report to the kernel.
func input(f *os.File, r report) error {
	b := binary.LittleEndian.AppendUint32(make([]byte, 0, 6+reportSize), uhidInput2)
	b = binary.LittleEndian.AppendUint16(b, reportSize)
	_, err := f.Write(append(b, r[:]...))
	return err
}
