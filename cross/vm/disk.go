package vm

import (
	"fmt"
	"os"
	"os/exec"
)

// Disk is an ext4 image that a guest sees as /dev/vda, /dev/vdb, ….
type Disk struct {
	Path string
	Log  string // every write and flush goes there, for package blocklog; "" for none
}

// Format makes an image of so many bytes with an empty ext4 file system.
func Format(path string, size int64) error {
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return fmt.Errorf("vm: %w", err)
	}
	if err := os.Truncate(path, size); err != nil {
		return fmt.Errorf("vm: %w", err)
	}
	out, err := exec.Command("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", path).CombinedOutput()
	if err != nil {
		return fmt.Errorf("vm: mkfs.ext4: %w\n%s\napt-get install e2fsprogs", err, out)
	}
	return nil
}

// args returns what qemu wants to know about disk i.
func (d Disk) args(i int) []string {
	file, node := fmt.Sprintf("file%d", i), fmt.Sprintf("disk%d", i)
	args := []string{
		"-blockdev", "driver=file,filename=" + d.Path + ",node-name=" + file,
		"-blockdev", "driver=raw,file=" + file + ",node-name=" + node,
	}
	if d.Log != "" {
		args = append(args,
			"-blockdev", "driver=file,filename="+d.Log+",node-name=log"+file,
			"-blockdev", "driver=blklogwrites,node-name=logged"+node+",file="+node+",log=log"+file+",log-sector-size=512")
		node = "logged" + node
	}
	return append(args, "-device", "virtio-blk-pci,drive="+node)
}
