package initramfs

import (
	"fmt"
	"io"
	gopath "path"
	"strings"
)

// cpio writes an archive of the form "newc" (Linux, Documentation/driver-api/
// early-userspace/buffer-format.rst): a head of 110 characters, the name, the bytes,
// each padded to 4.
type cpio struct {
	w    io.Writer
	at   int64
	ino  int
	dirs map[string]bool
	err  error // the first one; later calls do nothing
}

// Bits of a mode.
const (
	modeDir  = 0o040755
	modeFile = 0o100644
	modeExec = 0o100755
)

func (c *cpio) write(b []byte) {
	if c.err == nil {
		_, c.err = c.w.Write(b)
		c.at += int64(len(b))
	}
}

func (c *cpio) pad() { c.write(make([]byte, (4-c.at%4)%4)) }

// entry appends one file or folder.
func (c *cpio) entry(name string, mode int, data []byte) {
	c.ino++
	c.write(fmt.Appendf(nil, "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s\x00",
		c.ino, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name)+1, 0, name))
	c.pad()
	c.write(data)
	c.pad()
}

// dir appends a folder and those above it, each once.
func (c *cpio) dir(name string) {
	if name == "." || c.dirs[name] {
		return
	}
	c.dir(gopath.Dir(name))
	c.dirs[name] = true
	c.entry(name, modeDir, nil)
}

// file appends a file, and the folders above it.
func (c *cpio) file(name string, mode int, data []byte) {
	name = strings.TrimPrefix(gopath.Clean(name), "/")
	c.dir(gopath.Dir(name))
	c.entry(name, mode, data)
}

func (c *cpio) end() error {
	c.entry("TRAILER!!!", 0, nil)
	return c.err
}
