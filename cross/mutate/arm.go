package main

// ofARM changes the vector operation in the middle of a kernel for 32 bits.
func ofARM(f function) (mutant, error) { return middleWord(f, isNEON, otherRegister) }

// isNEON reports a vector operation on registers: Arm Architecture Reference Manual,
// ARMv7-A, A7.4, "Advanced SIMD data-processing instructions".
func isNEON(w uint32) bool {
	immediate := w&0x00b80090 == 0x00800010 // VMOV of a number
	return w&0xfe000000 == 0xf2000000 && !immediate
}

// otherRegister flips the second bit of Vm: numbers of 128-bit registers are even.
func otherRegister(w uint32) (uint32, string) { return w ^ 1<<1, "another last operand" }
