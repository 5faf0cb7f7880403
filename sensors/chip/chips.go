package chip

import (
	"edgetune/sensors/chip/ads1x15"
	"edgetune/sensors/chip/bmxx80"
	"edgetune/sensors/chip/mpu6050"
)

// Chips returns the list of all chips, by name. To add one, write its folder and a
// line here.
func Chips() []Chip {
	return []Chip{
		{
			Name: "ads1015", Measures: "voltage, 12 bit, up to 4 inputs",
			Channels: []string{"in0", "in1", "in2", "in3"}, Units: []string{"V", "V", "V", "V"},
			Buses: []string{"i2c"}, Addrs: []uint16{0x48, 0x49, 0x4a, 0x4b}, Rate: 10, MaxRate: 390,
			Sheet: "Texas Instruments SBAS473 (ADS1013, ADS1014, ADS1015)",
			open:  onI2C(ads1x15.DefaultOpts.For(ads1x15.ADS1015), ads1x15.NewI2C),
		},
		{
			Name: "ads1115", Measures: "voltage, 16 bit, up to 4 inputs",
			Channels: []string{"in0", "in1", "in2", "in3"}, Units: []string{"V", "V", "V", "V"},
			Buses: []string{"i2c"}, Addrs: []uint16{0x48, 0x49, 0x4a, 0x4b}, Rate: 10, MaxRate: 160,
			Sheet: "Texas Instruments SBAS444 (ADS1113, ADS1114, ADS1115)",
			open:  onI2C(ads1x15.DefaultOpts, ads1x15.NewI2C),
		},
		{
			Name: "bme280", Measures: "temperature, pressure and humidity of air",
			Channels: []string{"temperature", "pressure", "humidity"}, Units: []string{"degC", "Pa", "%RH"},
			Buses: []string{"i2c", "spi"}, Addrs: []uint16{0x76, 0x77}, Rate: 1, MaxRate: 107,
			ID: []ID{{Reg: 0xd0, Values: []uint16{0x60}}}, Sheet: "Bosch Sensortec BST-BME280-DS002",
			open: onBoth(bmxx80.DefaultOpts.For(bmxx80.BME280), bmxx80.NewI2C, bmxx80.NewSPI),
		},
		{
			Name: "bmp180", Measures: "temperature and pressure of air",
			Channels: []string{"temperature", "pressure"}, Units: []string{"degC", "Pa"},
			Buses: []string{"i2c"}, Addrs: []uint16{0x77}, Rate: 1, MaxRate: 111,
			ID: []ID{{Reg: 0xd0, Values: []uint16{0x55}}}, Sheet: "Bosch Sensortec BST-BMP180-DS000",
			open: onI2C(bmxx80.DefaultOpts.For(bmxx80.BMP180), bmxx80.NewI2C),
		},
		{
			Name: "bmp280", Measures: "temperature and pressure of air",
			Channels: []string{"temperature", "pressure"}, Units: []string{"degC", "Pa"},
			Buses: []string{"i2c", "spi"}, Addrs: []uint16{0x76, 0x77}, Rate: 1, MaxRate: 155,
			ID: []ID{{Reg: 0xd0, Values: []uint16{0x58}}}, Sheet: "Bosch Sensortec BST-BMP280-DS001",
			open: onBoth(bmxx80.DefaultOpts.For(bmxx80.BMP280), bmxx80.NewI2C, bmxx80.NewSPI),
		},
		{
			Name: "mpu6050", Measures: "acceleration and rotation",
			Channels: imuChannels(), Units: imuUnits(),
			Buses: []string{"i2c"}, Addrs: []uint16{0x68, 0x69}, Rate: 100, MaxRate: 1000,
			ID: []ID{{Reg: 0x75, Values: []uint16{0x68}}}, Sheet: "InvenSense RM-MPU-6000A-00 revision 4.2",
			open: onI2C(mpu6050.DefaultOpts, mpu6050.NewI2C),
		},
		{
			Name: "mpu9250", Measures: "acceleration and rotation; also MPU-6500",
			Channels: imuChannels(), Units: imuUnits(),
			Buses: []string{"i2c"}, Addrs: []uint16{0x68, 0x69}, Rate: 100, MaxRate: 1000,
			ID: []ID{{Reg: 0x75, Values: []uint16{0x70, 0x71, 0x73}}}, Sheet: "InvenSense RM-MPU-9250A-00 revision 1.6",
			open: onI2C(mpu6050.DefaultOpts.For(mpu6050.MPU9250), mpu6050.NewI2C),
		},
	}
}

func imuChannels() []string { return []string{"acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"} }
func imuUnits() []string    { return []string{"m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s"} }
