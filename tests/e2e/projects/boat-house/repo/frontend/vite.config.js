import { defineConfig } from 'vite';

// Django gives the files their hashed names, so that its templates can find them.
export default defineConfig({
  base: '/static/',
  build: {
    rolldownOptions: {
      input: 'src/board.js',
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});
