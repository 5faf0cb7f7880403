package chiptest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"periph.io/x/conn/v3/conntest"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/onewire"
)

// What a conversation calls the 1-Wire bus and a search on it; every other place that is no
// address of I2C and not "spi" is a line.
const (
	wireName   = "w1"
	searchName = "w1search"
	edgeName   = "edge "
)

// wireRecorder is the 1-Wire bus of a rig.
type wireRecorder struct {
	onewire.BusCloser
	r *Rig
}

// Tx implements onewire.Bus.
func (w *wireRecorder) Tx(out, in []byte, p onewire.Pullup) error {
	err := w.BusCloser.Tx(out, in, p)
	w.r.note(wireName, out, in, err)
	return err
}

// Search implements onewire.Bus.
func (w *wireRecorder) Search(alarm bool) ([]onewire.Address, error) {
	list, err := w.BusCloser.Search(alarm)
	var p []byte
	for _, a := range list {
		p = binary.LittleEndian.AppendUint64(p, uint64(a))
	}
	w.r.note(searchName, nil, p, err)
	return list, err
}

// lineRecorder is a line of a rig.
type lineRecorder struct {
	gpio.PinIO
	name string
	r    *Rig
}

// Out implements gpio.PinOut.
func (l *lineRecorder) Out(level gpio.Level) error {
	err := l.PinIO.Out(level)
	l.r.note(l.name, levelByte(level), nil, err)
	return err
}

// Read implements gpio.PinIn.
func (l *lineRecorder) Read() gpio.Level {
	level := l.PinIO.Read()
	l.r.note(l.name, nil, levelByte(level), nil)
	return level
}

// WaitForEdge implements gpio.PinIn.
func (l *lineRecorder) WaitForEdge(timeout time.Duration) bool {
	came := l.PinIO.WaitForEdge(timeout)
	l.r.note(edgeName+l.name, nil, levelByte(gpio.Level(came)), nil)
	return came
}

func levelByte(l gpio.Level) []byte {
	if l {
		return []byte{1}
	}
	return []byte{0}
}

// script is the part of a conversation on one kind of wire, each step with its place.
type script struct {
	steps []conntest.IO
	where []string
	next  int
	err   error // the first step that was another one
}

func (s *script) add(where string, w, r []byte) {
	s.where, s.steps = append(s.where, where), append(s.steps, conntest.IO{W: w, R: r})
}

// play compares a step and returns what was read then.
func (s *script) play(where string, w []byte) ([]byte, error) {
	if s.next == len(s.steps) {
		s.err = fmt.Errorf("sensors/chip/chiptest: %s: the conversation has ended", where)
		return nil, s.err
	}
	i := s.next
	s.next++
	if s.where[i] != where || !bytes.Equal(s.steps[i].W, w) {
		if s.err == nil {
			s.err = fmt.Errorf("sensors/chip/chiptest: step %d: %s w % x, recorded was %s w % x", i, where, w, s.where[i], s.steps[i].W)
		}
		return nil, s.err
	}
	return s.steps[i].R, nil
}

// wirePlay plays the part on the 1-Wire bus.
type wirePlay struct{ s *script }

func (w wirePlay) String() string { return "w1-1" }
func (w wirePlay) Close() error   { return nil }

// Tx implements onewire.Bus.
func (w wirePlay) Tx(out, in []byte, _ onewire.Pullup) error {
	p, err := w.s.play(wireName, out)
	copy(in, p)
	return err
}

// Search implements onewire.Bus.
func (w wirePlay) Search(bool) (list []onewire.Address, err error) {
	p, err := w.s.play(searchName, nil)
	for ; len(p) >= 8; p = p[8:] {
		list = append(list, onewire.Address(binary.LittleEndian.Uint64(p)))
	}
	return list, err
}

// linePlay plays the part of one line.
type linePlay struct {
	gpio.PinIO
	name string
	s    *script
}

// Name implements gpio.PinIO.
func (l linePlay) Name() string { return l.name }

// In implements gpio.PinIO.
func (l linePlay) In(gpio.Pull, gpio.Edge) error { return nil }

// Out implements gpio.PinOut.
func (l linePlay) Out(level gpio.Level) error {
	_, err := l.s.play(l.name, levelByte(level))
	return err
}

// Read implements gpio.PinIn.
func (l linePlay) Read() gpio.Level {
	p, _ := l.s.play(l.name, nil)
	return len(p) == 1 && p[0] == 1
}

// WaitForEdge implements gpio.PinIn.
func (l linePlay) WaitForEdge(time.Duration) bool {
	p, _ := l.s.play(edgeName+l.name, nil)
	return len(p) == 1 && p[0] == 1
}
