console.log('flour');
