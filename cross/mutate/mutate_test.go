package main

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestChange(t *testing.T) {
	for _, c := range []struct {
		name     string
		word     uint32
		want     uint32
		eligible bool
	}{
		{"fmla v16.4s, v8.4s, v0.s[0]", 0x4f801110, 0x4fa01110, true},
		{"fadd v0.4s, v0.4s, v2.4s", 0x4e22d400, 0x4e23d400, true},
		{"smull v0.4s, v1.4h, v2.4h", 0x0e62c020, 0x0e63c020, true},
		{"fcvtl v0.4s, v0.4h", 0x0e217800, 0x0e217820, true},
		{"trn1 v16.4s, v0.4s, v1.4s", 0x4e812810, 0x4e812830, true},
		{"ldp q0, q1, [x0]", 0xad400400, 0, false},
		{"subs x1, x1, #8", 0xf1002021, 0, false},
		{"b.gt", 0x54ffffcc, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.eligible, changeable(c.word))
			if c.eligible {
				got, _ := change(c.word)
				assert.Equal(t, c.want, got)
			}
		})
	}
}

func TestOtherRegister(t *testing.T) {
	for _, c := range []struct {
		name     string
		word     uint32
		want     uint32
		eligible bool
	}{
		{"vmla.f32 q8, q4, d0[0]", 0xf3e80140, 0xf3e80142, true},
		{"vmull.s8 q12, d0, d2", 0xf2c08c02, 0xf2c08c00, true},
		{"vmovl.s8 q2, d0", 0xf2884a10, 0xf2884a12, true},
		{"vmov.i32 q8, #0", 0xf2c00050, 0, false},
		{"vld1.8 {d0-d1}, [r1]!", 0xf4210a0d, 0, false},
		{"subs r7, r7, #4", 0xe2577004, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.eligible, isVector(c.word))
			if c.eligible {
				got, _ := otherRegister(c.word)
				assert.Equal(t, c.want, got)
			}
		})
	}
}

func TestMiddle(t *testing.T) {
	code := binary.LittleEndian.AppendUint32(nil, 0xad400400)
	for range 3 {
		code = binary.LittleEndian.AppendUint32(code, 0x4e22d400)
	}
	u, err := ofARM64(function{"add", 100, code})
	require.NoError(t, err)
	assert.Equal(t, int64(100+8), u.offset)
	assert.Equal(t, []byte{0, 0xd4, 0x23, 0x4e}, u.bytes)
	_, err = ofARM64(function{"move", 0, code[:4]})
	assert.ErrorContains(t, err, "no vector operation")
}

func TestOtherOperand(t *testing.T) {
	line := parseVEX("   4:\tc5 fc 58 06          \tvaddps (%rsi),%ymm0,%ymm0")
	require.NotNil(t, line)
	u, err := otherOperand(function{offset: 10, code: []byte{0, 0, 0, 0, 0xc5, 0xfc, 0x58, 0x06}}, line)
	require.NoError(t, err)
	assert.Equal(t, mutant{15, []byte{0xf4}, "vaddps (%rsi),%ymm0,%ymm0 at 4: another operand"}, u)
}

func TestHalfOfTheLanes(t *testing.T) {
	line := parseVEX("   0:\tc4 e2 7d 13 06       \tvcvtph2ps (%rsi),%ymm0")
	require.NotNil(t, line)
	u, err := otherOperand(function{code: []byte{0xc4, 0xe2, 0x7d, 0x13, 0x06}}, line)
	require.NoError(t, err)
	assert.Equal(t, mutant{2, []byte{0x79}, "vcvtph2ps (%rsi),%ymm0 at 0: half of the lanes"}, u)
}

func TestEntries(t *testing.T) {
	assert.Equal(t, "^Gemm", entries("gemmRowsF16"))
	assert.Equal(t, "(?i)^stepF16Dither$", entries("stepF16DitherASM"))
}
