package initramfs

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// Order is the file with the names of the modules, one a line; module x is the file
// Folder/x.ko.
const (
	Folder = "/modules"
	Order  = Folder + "/order"
)

// Image is what a guest starts with.
type Image struct {
	Init    string            // static binary that becomes /init
	Kernel  string            // folder of the unpacked kernel package
	Modules []string          // by name; what they need comes along
	Copies  map[string]string // files of the host by their path in the guest; executable
	Texts   map[string][]byte // small files by their path in the guest
	Dirs    []string          // empty folders: where to mount
}

// Write writes the image, not compressed: unpacking is work for an emulated processor.
func (i Image) Write(w io.Writer) error {
	c := &cpio{w: w, dirs: map[string]bool{}}
	if err := i.fill(c); err != nil {
		return fmt.Errorf("initramfs: %w", err)
	}
	if err := c.end(); err != nil {
		return fmt.Errorf("initramfs: %w", err)
	}
	return nil
}

func (i Image) fill(c *cpio) error {
	for _, d := range i.Dirs {
		c.dir(strings.Trim(d, "/"))
	}
	if err := i.copy(c, "init", i.Init); err != nil {
		return err
	}
	for to, from := range i.Copies {
		if err := i.copy(c, to, from); err != nil {
			return err
		}
	}
	for to, data := range i.Texts {
		c.file(to, modeFile, data)
	}
	return i.modules(c)
}

func (i Image) copy(c *cpio, to, from string) error {
	b, err := os.ReadFile(from)
	c.file(to, modeExec, b)
	return err
}

func (i Image) modules(c *cpio) error {
	l, err := readLibrary(i.Kernel)
	if err != nil {
		return err
	}
	list, err := l.resolve(i.Modules)
	if err != nil {
		return err
	}
	var names []string
	for _, m := range list {
		c.file(Folder+"/"+m.name+".ko", modeFile, m.data)
		names = append(names, m.name)
	}
	c.file(Order, modeFile, []byte(strings.Join(names, "\n")))
	return nil
}
