package chip

import (
	"edgetune/sensors/chip/ads1x15"
	"edgetune/sensors/chip/adxl345"
	"edgetune/sensors/chip/aht20"
	"edgetune/sensors/chip/bh1750"
	"edgetune/sensors/chip/bme680"
	"edgetune/sensors/chip/bmxx80"
	"edgetune/sensors/chip/ccs811"
	"edgetune/sensors/chip/hts221"
	"edgetune/sensors/chip/ina219"
	"edgetune/sensors/chip/ina226"
	"edgetune/sensors/chip/lps25h"
	"edgetune/sensors/chip/lsm6ds3"
	"edgetune/sensors/chip/lsm9ds1"
	"edgetune/sensors/chip/max31855"
	"edgetune/sensors/chip/mcp3008"
	"edgetune/sensors/chip/mcp9808"
	"edgetune/sensors/chip/mpu6050"
	"edgetune/sensors/chip/scd4x"
	"edgetune/sensors/chip/sht3x"
)

// Chips returns the list of all chips, by name. To add one, write its folder and a
// line here.
func Chips() []Chip {
	return []Chip{
		{
			Name: "ads1015", Measures: "voltage, 12 bit, up to 4 inputs",
			Channels: []string{"in0", "in1", "in2", "in3"},
			Units:    []string{"V", "V", "V", "V"},
			Buses:    []string{"i2c"}, Addrs: span(0x48, 0x4b), Rate: 10, MaxRate: 300,
			Sheet: "Texas Instruments SBAS473",
			open:  onI2C(ads1x15.DefaultOpts.For(ads1x15.ADS1015), ads1x15.NewI2C),
		},
		{
			Name: "ads1115", Measures: "voltage, 16 bit, up to 4 inputs",
			Channels: []string{"in0", "in1", "in2", "in3"},
			Units:    []string{"V", "V", "V", "V"},
			Buses:    []string{"i2c"}, Addrs: span(0x48, 0x4b), Rate: 10, MaxRate: 140,
			Sheet: "Texas Instruments SBAS444",
			open:  onI2C(ads1x15.DefaultOpts, ads1x15.NewI2C),
		},
		{
			Name: "adxl345", Measures: "acceleration",
			Channels: []string{"acc_x", "acc_y", "acc_z"},
			Units:    []string{"m/s^2", "m/s^2", "m/s^2"},
			Buses:    []string{"i2c", "spi"}, Addrs: []uint16{0x53, 0x1d}, Rate: 100, MaxRate: 1600,
			ID:    []ID{{Reg: 0x00, Values: []uint16{0xe5}}},
			Sheet: "Analog Devices ADXL345 revision E",
			open:  onBoth(adxl345.DefaultOpts, adxl345.NewI2C, adxl345.NewSPI),
		},
		{
			Name: "aht20", Measures: "temperature and humidity of air",
			Channels: []string{"temperature", "humidity"},
			Units:    []string{"degC", "%RH"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x38}, Rate: 1, MaxRate: 6,
			Sheet: "Aosong AHT20 Product manuals",
			open:  onI2C(aht20.DefaultOpts, aht20.NewI2C),
		},
		{
			Name: "bh1750", Measures: "light",
			Channels: []string{"light"},
			Units:    []string{"lux"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x23, 0x5c}, Rate: 1, MaxRate: 5.5,
			Sheet: "ROHM BH1750FVI revision D",
			open:  onI2C(bh1750.DefaultOpts, bh1750.NewI2C),
		},
		{
			Name: "bme280", Measures: "temperature, pressure and humidity of air",
			Channels: []string{"temperature", "pressure", "humidity"},
			Units:    []string{"degC", "Pa", "%RH"},
			Buses:    []string{"i2c", "spi"}, Addrs: []uint16{0x76, 0x77}, Rate: 1, MaxRate: 107,
			ID:    []ID{{Reg: 0xd0, Values: []uint16{0x60}}},
			Sheet: "Bosch Sensortec BST-BME280-DS002",
			open:  onBoth(bmxx80.DefaultOpts.For(bmxx80.BME280), bmxx80.NewI2C, bmxx80.NewSPI),
		},
		{
			Name: "bme680", Measures: "temperature, pressure, humidity of air and gas",
			Channels: []string{"temperature", "pressure", "humidity", "gas"},
			Units:    []string{"degC", "Pa", "%RH", "ohm"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x76, 0x77}, Rate: 0.3, MaxRate: 5,
			ID:    []ID{{Reg: 0xd0, Values: []uint16{0x61}}},
			Sheet: "Bosch Sensortec BST-BME680-DS001",
			open:  onI2C(bme680.DefaultOpts, bme680.NewI2C),
		},
		{
			Name: "bmp180", Measures: "temperature and pressure of air",
			Channels: []string{"temperature", "pressure"},
			Units:    []string{"degC", "Pa"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x77}, Rate: 1, MaxRate: 111,
			ID:    []ID{{Reg: 0xd0, Values: []uint16{0x55}}},
			Sheet: "Bosch Sensortec BST-BMP180-DS000",
			open:  onI2C(bmxx80.DefaultOpts.For(bmxx80.BMP180), bmxx80.NewI2C),
		},
		{
			Name: "bmp280", Measures: "temperature and pressure of air",
			Channels: []string{"temperature", "pressure"},
			Units:    []string{"degC", "Pa"},
			Buses:    []string{"i2c", "spi"}, Addrs: []uint16{0x76, 0x77}, Rate: 1, MaxRate: 155,
			ID:    []ID{{Reg: 0xd0, Values: []uint16{0x58}}},
			Sheet: "Bosch Sensortec BST-BMP280-DS001",
			open:  onBoth(bmxx80.DefaultOpts.For(bmxx80.BMP280), bmxx80.NewI2C, bmxx80.NewSPI),
		},
		{
			Name: "ccs811", Measures: "equivalent carbon dioxide and organic compounds",
			Channels: []string{"eco2", "tvoc"},
			Units:    []string{"ppm", "ppb"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x5a, 0x5b}, Rate: 1, MaxRate: 1,
			ID:    []ID{{Reg: 0x20, Values: []uint16{0x81}}},
			Sheet: "ams CC-000619-DS",
			open:  onI2C(ccs811.DefaultOpts, ccs811.NewI2C),
		},
		{
			Name: "ds18b20", Measures: "temperature",
			Channels: []string{"temperature"},
			Units:    []string{"degC"},
			Buses:    []string{"w1"}, Rate: 1, MaxRate: 1.3,
			Sheet: "Maxim 19-7487",
			open:  onWire(),
		},
		{
			Name: "hts221", Measures: "temperature and humidity of air (Sense HAT)",
			Channels: []string{"temperature", "humidity"},
			Units:    []string{"degC", "%RH"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x5f}, Rate: 1, MaxRate: 12.5,
			ID:    []ID{{Reg: 0x0f, Values: []uint16{0xbc}}},
			Sheet: "ST DocID026333",
			open:  onI2C(hts221.DefaultOpts, hts221.NewI2C),
		},
		{
			Name: "hx711", Measures: "force, through a load cell",
			Channels: []string{"load"},
			Units:    []string{"mV/V"},
			Buses:    []string{"gpio"}, Rate: 10, MaxRate: 10,
			Sheet: "Avia Semiconductor HX711",
			open:  onLines(),
		},
		{
			Name: "ina219", Measures: "current, voltage, power",
			Channels: []string{"current", "voltage", "power"},
			Units:    []string{"A", "V", "W"},
			Buses:    []string{"i2c"}, Addrs: span(0x40, 0x4f), Rate: 1, MaxRate: 7,
			Sheet: "Texas Instruments SBOS448",
			open:  onI2C(ina219.DefaultOpts, ina219.NewI2C),
		},
		{
			Name: "ina226", Measures: "current, voltage, power",
			Channels: []string{"current", "voltage", "power"},
			Units:    []string{"A", "V", "W"},
			Buses:    []string{"i2c"}, Addrs: span(0x40, 0x4f), Rate: 10, MaxRate: 103,
			ID:    []ID{{Reg: 0xff, Values: []uint16{0x2260}, Wide: true}},
			Sheet: "Texas Instruments SBOS547",
			open:  onI2C(ina226.DefaultOpts, ina226.NewI2C),
		},
		{
			Name: "lps25h", Measures: "temperature and pressure of air (Sense HAT)",
			Channels: []string{"temperature", "pressure"},
			Units:    []string{"degC", "Pa"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x5c, 0x5d}, Rate: 1, MaxRate: 25,
			ID:    []ID{{Reg: 0x0f, Values: []uint16{0xbd}}},
			Sheet: "ST DocID023722",
			open:  onI2C(lps25h.DefaultOpts, lps25h.NewI2C),
		},
		{
			Name: "lsm6ds3", Measures: "acceleration and rotation; also LSM6DSL, LSM6DS3TR-C",
			Channels: imuChannels(),
			Units:    imuUnits(),
			Buses:    []string{"i2c"}, Addrs: []uint16{0x6a, 0x6b}, Rate: 104, MaxRate: 833,
			ID:    []ID{{Reg: 0x0f, Values: []uint16{0x69, 0x6a}}},
			Sheet: "ST DocID026899",
			open:  onI2C(lsm6ds3.DefaultOpts, lsm6ds3.NewI2C),
		},
		{
			Name: "lsm9ds1", Measures: "acceleration, rotation, magnetic field (Sense HAT)",
			Channels: []string{"acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z", "mag_x", "mag_y", "mag_z"},
			Units:    []string{"m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s", "uT", "uT", "uT"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x6a, 0x6b}, Rate: 50, MaxRate: 476,
			ID:    []ID{{Reg: 0x0f, Values: []uint16{0x68}}},
			Sheet: "ST DocID025715 revision 3",
			open:  onI2C(lsm9ds1.DefaultOpts, lsm9ds1.NewI2C),
		},
		{
			Name: "max31855", Measures: "temperature of a thermocouple",
			Channels: []string{"temperature", "cold_end"},
			Units:    []string{"degC", "degC"},
			Buses:    []string{"spi"}, Rate: 1, MaxRate: 10,
			Sheet: "Maxim 19-5793",
			open:  onSPI(max31855.DefaultOpts, max31855.NewSPI),
		},
		{
			Name: "mcp3008", Measures: "voltage, 10 bit, up to 8 inputs",
			Channels: []string{"in0", "in1", "in2", "in3", "in4", "in5", "in6", "in7"},
			Units:    []string{"V", "V", "V", "V", "V", "V", "V", "V"},
			Buses:    []string{"spi"}, Rate: 10, MaxRate: 1000,
			Sheet: "Microchip DS21295",
			open:  onSPI(mcp3008.DefaultOpts, mcp3008.NewSPI),
		},
		{
			Name: "mcp9808", Measures: "temperature",
			Channels: []string{"temperature"},
			Units:    []string{"degC"},
			Buses:    []string{"i2c"}, Addrs: span(0x18, 0x1f), Rate: 1, MaxRate: 4,
			ID:    []ID{{Reg: 0x06, Values: []uint16{0x0054}, Wide: true}},
			Sheet: "Microchip DS25095",
			open:  onI2C(mcp9808.DefaultOpts, mcp9808.NewI2C),
		},
		{
			Name: "mpu6050", Measures: "acceleration and rotation",
			Channels: imuChannels(),
			Units:    imuUnits(),
			Buses:    []string{"i2c"}, Addrs: []uint16{0x68, 0x69}, Rate: 100, MaxRate: 1000,
			ID:    []ID{{Reg: 0x75, Values: []uint16{0x68}}},
			Sheet: "InvenSense RM-MPU-6000A-00 revision 4.2",
			open:  onI2C(mpu6050.DefaultOpts, mpu6050.NewI2C),
		},
		{
			Name: "mpu9250", Measures: "acceleration and rotation; also MPU-6500",
			Channels: imuChannels(),
			Units:    imuUnits(),
			Buses:    []string{"i2c"}, Addrs: []uint16{0x68, 0x69}, Rate: 100, MaxRate: 1000,
			ID:    []ID{{Reg: 0x75, Values: []uint16{0x70, 0x71, 0x73}}},
			Sheet: "InvenSense RM-MPU-9250A-00 revision 1.6",
			open:  onI2C(mpu6050.DefaultOpts.For(mpu6050.MPU9250), mpu6050.NewI2C),
		},
		{
			Name: "scd4x", Measures: "carbon dioxide, temperature, humidity",
			Channels: []string{"co2", "temperature", "humidity"},
			Units:    []string{"ppm", "degC", "%RH"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x62}, Rate: 0.2, MaxRate: 0.2,
			Probe: []byte{0xe4, 0xb8}, // get_data_ready_status
			Sheet: "Sensirion SCD4x",
			open:  onI2C(scd4x.DefaultOpts, scd4x.NewI2C),
		},
		{
			Name: "sht3x", Measures: "temperature and humidity of air",
			Channels: []string{"temperature", "humidity"},
			Units:    []string{"degC", "%RH"},
			Buses:    []string{"i2c"}, Addrs: []uint16{0x44, 0x45}, Rate: 1, MaxRate: 60,
			Probe: []byte{0xf3, 0x2d}, // read status
			Sheet: "Sensirion SHT3x-DIS version 7",
			open:  onI2C(sht3x.DefaultOpts, sht3x.NewI2C),
		},
	}
}

func imuChannels() []string { return []string{"acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"} }

func imuUnits() []string { return []string{"m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s"} }

// span lists the addresses from first to last.
func span(first, last uint16) (list []uint16) {
	for a := first; a <= last; a++ {
		list = append(list, a)
	}
	return list
}
