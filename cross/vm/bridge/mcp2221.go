package bridge

import (
	"encoding/binary"
	"errors"
	"syscall"

	"edgetune/sensors/chip/model"
)

// Commands, and the states of the I2C engine (DS20005565, section "USB HID commands";
// the states also in the kernel's drivers/hid/hid-mcp2221.c).
const (
	cmdStatus      = 0x10
	cmdGet         = 0x40
	cmdWrite       = 0x90
	cmdRead        = 0x91
	cmdReadRestart = 0x93
	cmdWriteNoStop = 0x94

	cancel      = 0x10 // byte 2 of cmdStatus
	setSpeed    = 0x20 // byte 3 of cmdStatus
	idle        = 0x00
	addressNACK = 0x25
	readDone    = 0x55
	nackBit     = 0x40 // byte 20 of the status
	brokenOff   = 0x7f // in place of the length: the read failed; no state of the engine

	payload = reportSize - 4 // bytes of a message in one report
)

// report is what goes over USB in either direction.
type report [reportSize]byte

// mcp2221 is the state of the chip.
type mcp2221 struct {
	bus   *model.Bus
	state byte   // of the I2C engine, after the last message
	write []byte // a message that is not yet complete
	read  []byte // what the kernel has not yet fetched
}

// answer returns the report that follows a request; none where the bus hangs, which is
// how the kernel comes to its timeout.
func (m *mcp2221) answer(q report) (r report, ok bool) {
	r[0] = q[0]
	switch q[0] {
	case cmdStatus:
		m.status(q, &r)
	case cmdWrite, cmdWriteNoStop:
		ok = m.put(q)
		return r, ok
	case cmdRead, cmdReadRestart:
		return r, m.start(q, &r)
	case cmdGet:
		m.fetch(&r)
	}
	return r, true
}

func (m *mcp2221) status(q report, r *report) {
	if q[2] == cancel {
		r[2] = cancel
		m.state, m.write, m.read = idle, nil, nil
	}
	if q[3] == setSpeed {
		r[3] = setSpeed
	}
	r[8] = m.state
	if m.state == addressNACK {
		r[20] = nackBit
	}
}

// message returns the address of a request and the length of the whole message.
func message(q report) (addr uint16, n int) {
	return uint16(q[3] >> 1), int(binary.LittleEndian.Uint16(q[1:]))
}

// put takes a part of a write and carries the message out when it is complete.
func (m *mcp2221) put(q report) (ok bool) {
	addr, n := message(q)
	m.write = append(m.write, q[4:4+min(payload, max(0, n-len(m.write)))]...)
	if len(m.write) < n {
		return true
	}
	err := m.bus.Tx(addr, m.write, nil)
	m.write = nil
	return m.settle(err)
}

// start carries a read out.
func (m *mcp2221) start(q report, r *report) (ok bool) {
	addr, n := message(q)
	m.read = make([]byte, n)
	err := m.bus.Tx(addr, nil, m.read)
	if ok = m.settle(err); m.state == addressNACK {
		m.read = nil
		r[1], r[2] = 1, addressNACK
	}
	return ok
}

// settle sets the state after a message; false means that the bus hangs.
func (m *mcp2221) settle(err error) (ok bool) {
	switch {
	case err == nil:
		m.state = idle
	case errors.Is(err, syscall.ETIMEDOUT):
		return false
	case errors.Is(err, syscall.EIO):
		m.state = brokenOff
	default:
		m.state = addressNACK
	}
	return true
}

// fetch hands out the next part of what was read.
func (m *mcp2221) fetch(r *report) {
	if m.state == brokenOff {
		r[2], r[3] = brokenOff, brokenOff
		return
	}
	n := copy(r[4:], m.read)
	m.read = m.read[n:]
	r[2], r[3] = readDone, byte(n)
}
