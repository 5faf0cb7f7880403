package bridge

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip/model"
)

func request(cmd byte, addr uint16, n int, data ...byte) (r report) {
	r[0], r[3] = cmd, byte(addr<<1)
	binary.LittleEndian.PutUint16(r[1:], uint16(n))
	copy(r[4:], data)
	return r
}

func say(t *testing.T, m *mcp2221, q report) report {
	t.Helper()
	r, ok := m.answer(q)
	require.True(t, ok, "no answer to % x", q[:8])
	require.Equal(t, q[0], r[0])
	return r
}

func TestReadRegister(t *testing.T) {
	bus := model.NewBus("models")
	bus.Plug(0x76, model.NewBME280())
	m := &mcp2221{bus: bus}
	say(t, m, request(cmdWriteNoStop, 0x76, 1, 0xd0))
	assert.Equal(t, byte(idle), say(t, m, request(cmdStatus, 0, 0))[8])
	say(t, m, request(cmdReadRestart, 0x76, 1))
	r := say(t, m, request(cmdGet, 0, 0))
	assert.Equal(t, []byte{readDone, 1, 0x60}, r[2:5])
}

// echo keeps what was written and gives it back.
type echo struct{ kept []byte }

func (e *echo) Write(p []byte) error { e.kept = append([]byte(nil), p...); return nil }
func (e *echo) Read(p []byte) error  { copy(p, e.kept); return nil }

func TestLongMessage(t *testing.T) {
	bus, e := model.NewBus("models"), &echo{}
	bus.Plug(0x20, e)
	m := &mcp2221{bus: bus}
	want := make([]byte, 130)
	for i := range want {
		want[i] = byte(i * 7)
	}
	for at := 0; at < len(want); at += payload {
		say(t, m, request(cmdWrite, 0x20, len(want), want[at:min(at+payload, len(want))]...))
	}
	assert.Equal(t, want, e.kept)
	say(t, m, request(cmdRead, 0x20, len(want)))
	var got []byte
	for len(got) < len(want) {
		r := say(t, m, request(cmdGet, 0, 0))
		require.NotZero(t, r[3])
		got = append(got, r[4:4+r[3]]...)
	}
	assert.Equal(t, want, got)
}

func TestFaults(t *testing.T) {
	bus := model.NewBus("models")
	bus.Plug(0x76, model.NewBME280())
	m := &mcp2221{bus: bus}

	r := say(t, m, request(cmdRead, 0x50, 1))
	assert.Equal(t, []byte{1, addressNACK}, r[1:3], "an empty address")
	say(t, m, request(cmdWrite, 0x50, 1, 0))
	r = say(t, m, request(cmdStatus, 0, 0))
	assert.Equal(t, byte(nackBit), r[20])

	bus.Inject(model.Fault{Kind: model.Timeout, Count: 1})
	_, ok := m.answer(request(cmdWrite, 0x76, 1, 0xd0))
	assert.False(t, ok, "a bus that hangs has no answer")

	bus.Inject(model.Fault{Kind: model.ShortRead, Count: 1})
	say(t, m, request(cmdRead, 0x76, 8))
	r = say(t, m, request(cmdGet, 0, 0))
	assert.Equal(t, byte(brokenOff), r[3])
}

func TestForeignEvents(t *testing.T) {
	_, ok := output([]byte{uhidOutput, 0, 0, 0})
	assert.False(t, ok, "too short")
	_, ok = output(make([]byte, uhidEvent))
	assert.False(t, ok, "another event")
}
