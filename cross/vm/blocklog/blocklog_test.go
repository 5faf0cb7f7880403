package blocklog

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// encode writes a log as qemu does.
func encode(entries []Entry) []byte {
	le := binary.LittleEndian
	b := make([]byte, 512)
	le.PutUint64(b, magic)
	le.PutUint64(b[8:], version)
	le.PutUint64(b[16:], uint64(len(entries)))
	le.PutUint32(b[24:], 512)
	for _, e := range entries {
		h := make([]byte, 512)
		le.PutUint64(h, uint64(e.Offset/512))
		le.PutUint64(h[8:], uint64(len(e.Data)/512))
		if e.Flush {
			h[16] |= flagFlush
		}
		if e.FUA {
			h[16] |= flagFUA
		}
		b = append(append(b, h...), e.Data...)
	}
	return b
}

func sectors(n int, v byte) []byte { return bytes.Repeat([]byte{v}, 512*n) }

func example() []Entry {
	return []Entry{
		{Offset: 0, Data: sectors(2, 1)},
		{Flush: true},
		{Offset: 1024, Data: sectors(4, 2)},
		{Offset: 4096, Data: sectors(1, 3), FUA: true},
	}
}

func TestRead(t *testing.T) {
	got, err := Read(bytes.NewReader(encode(example())))
	require.NoError(t, err)
	assert.Equal(t, example(), got)
}

func TestReadRefuses(t *testing.T) {
	good := encode(example())
	for name, b := range map[string][]byte{
		"nothing":      nil,
		"another file": make([]byte, 1024),
		"cut off":      good[:len(good)-600],
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(bytes.NewReader(b))
			assert.ErrorContains(t, err, "blocklog: ")
		})
	}
}

// TestRebuild: the settled writes are always there, the others in all their states.
func TestRebuild(t *testing.T) {
	all, none, torn := 0, 0, 0
	for seed := range uint64(100) {
		image := make([]byte, 8192)
		Rebuild(image, example(), 4, rand.New(rand.NewPCG(seed, 0)))
		require.Equal(t, sectors(2, 1), image[:1024], "before the flush")
		require.Equal(t, sectors(1, 3), image[4096:4608], "written through")
		switch bytes.Count(image[1024:3072], []byte{2}) {
		case 2048:
			all++
		case 0:
			none++
		default:
			torn++
		}
	}
	assert.Greater(t, min(all, none, torn), 10)
	image := make([]byte, 8192)
	Rebuild(image, example(), 0, rand.New(rand.NewPCG(1, 0)))
	assert.Equal(t, make([]byte, 8192), image)
}

func FuzzRead(f *testing.F) {
	f.Add(encode(example()))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := Read(bytes.NewReader(b))
		if err == nil {
			Rebuild(make([]byte, 4096), list, len(list), rand.New(rand.NewPCG(1, 1)))
		}
	})
}
