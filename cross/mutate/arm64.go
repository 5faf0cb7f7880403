package main

import (
	"encoding/binary"
	"fmt"
)

// ofARM64 changes the vector operation in the middle of a kernel.
func ofARM64(f function) (mutant, error) { return middleWord(f, changeable, change) }

// middleWord changes the middle one of the words that may be changed.
func middleWord(f function, changeable func(uint32) bool, change func(uint32) (uint32, string)) (mutant, error) {
	var at []int
	for i := 0; i+4 <= len(f.code); i += 4 {
		if changeable(binary.LittleEndian.Uint32(f.code[i:])) {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return mutant{}, fmt.Errorf("no vector operation found")
	}
	i := at[len(at)/2]
	word := binary.LittleEndian.Uint32(f.code[i:])
	u := mutant{offset: f.offset + int64(i), bytes: make([]byte, 4)}
	changed, how := change(word)
	binary.LittleEndian.PutUint32(u.bytes, changed)
	u.what = fmt.Sprintf("instruction %d, %#08x: %s", i/4, word, how)
	return u, nil
}

// The encodings of vector operations: Arm Architecture Reference Manual, C4.1, "Data
// Processing -- Scalar Floating-Point and Advanced SIMD".
func byElement(w uint32) bool      { return w&0x9f000400 == 0x0f000000 && w>>24&0xf == 0xf }
func threeSame(w uint32) bool      { return w&0x9f200400 == 0x0e200400 }
func threeDifferent(w uint32) bool { return w&0x9f200c00 == 0x0e200000 }
func twoRegister(w uint32) bool {
	return w&0x9f3e0c00 == 0x0e200800 || // FCVTL, FCVTN, …
		w&0xbf208c00 == 0x0e000800 // TRN, ZIP, UZP
}

func changeable(w uint32) bool {
	return byElement(w) || threeSame(w) || threeDifferent(w) || twoRegister(w)
}

// change makes the operation read another lane, or another register.
func change(w uint32) (uint32, string) {
	switch {
	case byElement(w):
		return w ^ 1<<21, "another lane"
	case threeSame(w) || threeDifferent(w):
		return w ^ 1<<16, "another second operand"
	}
	return w ^ 1<<5, "another operand"
}
