package inside

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"edgetune/cross/vm/blocklog"
	"edgetune/cross/vm/witness"
	"edgetune/firmware/store"
)

// ackMark begins the last block of the disk, which no file system uses. It is written
// past the page cache and without a flush, so that it settles nothing.
const (
	ackMark  = "EDGETACK"
	ackBlock = 4096
)

// number reads a variable of the environment.
func number(t *testing.T, name string) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv(name))
	require.NoError(t, err, name)
	return n
}

// fills are the stores that TestFillStore fills: one as it ships, and one that never
// syncs, which shows that TestCrashedStores would notice.
var fills = []struct {
	name, disk, dir string
	fs              func(*store.Folder) store.FS
}{
	{"shipped", "/dev/vda", "/mnt/shipped", func(d *store.Folder) store.FS { return d }},
	{"careless", "/dev/vdb", "/mnt/careless", func(d *store.Folder) store.FS { return careless{d} }},
}

// careless is a folder whose Sync does nothing.
type careless struct{ *store.Folder }

func (careless) Sync() error { return nil }

func (c careless) Open(name string) (store.File, error) {
	f, err := c.Folder.Open(name)
	return carelessFile{f}, err
}

type carelessFile struct{ store.File }

func (carelessFile) Sync() error { return nil }

// TestFillStore saves states on disks whose writes are logged, and leaves a mark on the
// disk for each acknowledgement.
func TestFillStore(t *testing.T) {
	for _, f := range fills {
		disk, err := os.OpenFile(f.disk, os.O_RDWR|unix.O_DIRECT, 0)
		require.NoError(t, err)
		end, err := disk.Seek(0, io.SeekEnd)
		require.NoError(t, err)
		folder, err := store.Dir(f.dir + "/state")
		require.NoError(t, err)
		block, acks := aligned(ackBlock), 0
		require.NoError(t, witness.Run(f.fs(folder), number(t, "EDGETUNE_STATES"), func(a witness.Ack) error {
			copy(block, ackMark)
			binary.LittleEndian.PutUint64(block[8:], a.Seq)
			binary.LittleEndian.PutUint64(block[16:], a.Records)
			acks++
			_, err := disk.WriteAt(block, end-ackBlock)
			return err
		}))
		fmt.Printf("%s: %d acknowledgements\n", f.name, acks)
		require.NoError(t, folder.Close())
		require.NoError(t, disk.Close())
	}
}

// aligned returns n bytes at an address that O_DIRECT takes.
func aligned(n int) []byte {
	b := make([]byte, 2*n)
	off := n - int(uintptr(unsafe.Pointer(&b[0])))%n
	return b[off:][:n]
}

// ackOf reads an acknowledgement that was written to the disk.
func ackOf(e blocklog.Entry) (a witness.Ack, ok bool) {
	if len(e.Data) != ackBlock || string(e.Data[:8]) != ackMark {
		return a, false
	}
	return witness.Ack{Seq: binary.LittleEndian.Uint64(e.Data[8:]), Records: binary.LittleEndian.Uint64(e.Data[16:])}, true
}

// TestCrashedStores rebuilds the disks of TestFillStore as power cuts at random moments
// may have left them, lets the kernel repair each file system, and opens each store.
// /dev/vda is the disk as it was before, /dev/vdb and /dev/vdc the logs.
func TestCrashedStores(t *testing.T) {
	before, err := os.ReadFile("/dev/vda")
	require.NoError(t, err)
	states := number(t, "EDGETUNE_STATES")
	bad := crashed(t, "/dev/vdb", before, states)
	for _, err := range bad {
		t.Error(err)
	}
	fmt.Printf("crashes: %d of %d good\n", states-len(bad), states)
	states /= 4
	bad = crashed(t, "/dev/vdc", before, states)
	fmt.Printf("crashes without syncing: %d of %d good\n", states-len(bad), states)
	assert.Greater(t, len(bad), states/2, "a store that does not sync loses what it acknowledged")
}

// crashed rebuilds so many states of a disk and returns what is wrong with them.
func crashed(t *testing.T, device string, before []byte, states int) (bad []error) {
	t.Helper()
	log, err := os.Open(device)
	require.NoError(t, err)
	defer log.Close()
	entries, err := blocklog.Read(bufio.NewReaderSize(log, 1<<20))
	require.NoError(t, err)
	image := make([]byte, len(before))
	for i := range states {
		r := rand.New(rand.NewPCG(uint64(i), 8))
		cut := 1 + r.IntN(len(entries))
		copy(image, before)
		blocklog.Rebuild(image, entries, cut, r)
		last := lastAck(entries[:cut])
		if err := openCrashed(t, image, last); err != nil {
			bad = append(bad, fmt.Errorf("state %d, cut after entry %d of %d, acknowledged %+v: %w", i, cut, len(entries), last, err))
		}
	}
	return bad
}

func lastAck(entries []blocklog.Entry) witness.Ack {
	for _, e := range slices.Backward(entries) {
		if a, ok := ackOf(e); ok {
			return a
		}
	}
	return witness.Ack{}
}

// openCrashed mounts an image and checks its store. Every image is a new file.
func openCrashed(t *testing.T, image []byte, last witness.Ack) error {
	t.Helper()
	f, err := os.CreateTemp("/run", "disk")
	require.NoError(t, err)
	defer os.Remove(f.Name())
	require.NoError(t, writeSparse(f, image))
	return mounted(t, f.Name(), "/mnt/crashed", func() (err error) {
		fs, err := store.Dir("/mnt/crashed/state")
		if err != nil {
			return err
		}
		defer fs.Close()
		return witness.Check(fs, last)
	})
}

// writeSparse writes and closes a file, leaving holes for zeros.
func writeSparse(f *os.File, b []byte) error {
	const block = 4096
	zero := make([]byte, block)
	err := f.Truncate(int64(len(b)))
	for at := 0; at < len(b) && err == nil; at += block {
		if part := b[at : at+block]; !bytes.Equal(part, zero) {
			_, err = f.WriteAt(part, int64(at))
		}
	}
	return errors.Join(err, f.Close())
}
