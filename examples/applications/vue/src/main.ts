import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import App from './App.vue';
import { crumbless } from './crumbless';
import Home from './Home.vue';
import Second from './Second.vue';

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: Home, meta: { title: 'Home' } },
    { path: '/second', component: Second, meta: { title: 'Second page' } },
  ],
});
router.afterEach((to) => {
  document.title = String(to.meta.title);
});

createApp(App).use(crumbless, router).use(router).mount('#app');
