package main

// ofARM changes the vector operation in the middle of a kernel for 32 bits.
func ofARM(f function) (mutant, error) { return middleWord(f, isVector, otherRegister) }

// isVector reports a vector operation on registers, or a fused product of VFPv4: Arm
// Architecture Reference Manual, ARMv7-A, A7.4 and A7.5.
func isVector(w uint32) bool {
	if w&0xffb00e50 == 0xeea00a00 { // VFMA.F32
		return true
	}
	immediate := w&0x00b80090 == 0x00800010 // VMOV of a number
	return w&0xfe000000 == 0xf2000000 && !immediate
}

// otherRegister flips the second bit of Vm: numbers of 128-bit registers are even.
func otherRegister(w uint32) (uint32, string) { return w ^ 1<<1, "another last operand" }
