package vm

import "fmt"

// Machine is a computer that qemu plays.
type Machine struct {
	Name   string
	Kernel Kernel
	GOARCH string
	GOARM  string

	program string   // of qemu
	board   []string // its arguments
	console string   // kernel arguments
	tree    string   // device tree of the kernel package; "" where qemu makes one
}

// Virt is a board of qemu's own with the core of a Pi 4.
func Virt() Machine {
	return Machine{
		Name: "virt", Kernel: ARM64, GOARCH: "arm64", program: "qemu-system-aarch64",
		board:   []string{"-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "512", "-nographic"},
		console: "console=ttyAMA0",
	}
}

// Pi3 is a Raspberry Pi 3 B.
func Pi3() Machine {
	return Machine{
		Name: "raspi3b", Kernel: ARM64, GOARCH: "arm64", program: "qemu-system-aarch64",
		board:   []string{"-M", "raspi3b", "-display", "none", "-monitor", "none", "-serial", "null", "-serial", "stdio"},
		console: "console=ttyS1,115200 8250.nr_uarts=2",
		tree:    "bcm2837-rpi-3-b.dtb",
	}
}

// PiZero is a Raspberry Pi Zero: one ARM1176, 32 bits. The kernel's driver of the power
// domains falls over registers that qemu leaves out.
func PiZero() Machine {
	return Machine{
		Name: "raspi0", Kernel: RPi, GOARCH: "arm", GOARM: "6", program: "qemu-system-arm",
		board:   []string{"-M", "raspi0", "-display", "none", "-monitor", "none", "-serial", "stdio"},
		console: "console=ttyAMA0,115200 initcall_blacklist=bcm2835_power_driver_init",
		tree:    "bcm2835-rpi-zero.dtb",
	}
}

// Program is the qemu that plays it.
func (m Machine) Program() string { return m.program }

// args returns the command line up to the disks.
func (m Machine) args(root, initrd string) ([]string, error) {
	image, err := m.Kernel.Image(root)
	if err != nil {
		return nil, err
	}
	args := append([]string{m.program}, m.board...)
	args = append(args, "-nic", "none", "-no-reboot", "-kernel", image, "-initrd", initrd,
		"-append", fmt.Sprintf("%s quiet panic=-1", m.console))
	if m.tree == "" {
		return args, nil
	}
	tree, err := m.Kernel.DeviceTree(root, m.tree)
	return append(args, "-dtb", tree), err
}
