import { createApp } from 'vue';
import KnotGuide from './KnotGuide.vue';

createApp(KnotGuide).mount('#guide');
