package bus

import (
	"fmt"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/onewire"
	"periph.io/x/host/v3/netlink"
)

// OneWire is an open 1-Wire bus of the kernel (dtoverlay=w1-gpio). The kernel gives
// no strong pull-up, so parasitic power does not work.
type OneWire struct {
	onewire.BusCloser
	name string
}

// OpenOneWire opens a bus by its name: "w1-1", or "w1_bus_master1" as the kernel
// writes it. It needs root or CAP_NET_ADMIN.
func OpenOneWire(name string) (*OneWire, error) {
	number := strings.TrimPrefix(strings.TrimPrefix(base(name), "w1_bus_master"), "w1-")
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("sensors/bus: %q is no 1-Wire bus; write it as w1-1", name)
	}
	name = fmt.Sprintf("w1-%d", n)
	b, err := netlink.New(uint32(n))
	if err != nil {
		return nil, oneWireOpening().failed(name, err)
	}
	return &OneWire{b, name}, nil
}

// String returns the name, "w1-1".
func (b *OneWire) String() string { return b.name }

// Tx resets the bus, writes w and reads r.
func (b *OneWire) Tx(w, r []byte, power onewire.Pullup) error {
	return Explain(b.name, b.BusCloser.Tx(w, r, power))
}
