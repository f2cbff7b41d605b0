import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter } from '@angular/router';
import { provideCrumbless } from 'crumbless/angular';
import { App, Home, Second } from './app';

bootstrapApplication(App, {
  providers: [
    provideRouter([
      { path: '', component: Home, title: 'Home' },
      { path: 'second', component: Second, title: 'Second page' },
    ]),
    provideCrumbless({ url: 'https://your.matomo.example/matomo.php', siteId: 1 }),
  ],
});
