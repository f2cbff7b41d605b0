import { Component } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';
import { paq } from 'crumbless';

@Component({
  selector: 'app-root',
  imports: [RouterLink, RouterOutlet],
  template: `
    <nav><a routerLink="/">Home</a> <a routerLink="/second">Second page</a></nav>
    <router-outlet />
  `,
})
export class App {}

@Component({ template: '<h1>Home</h1>' })
export class Home {}

@Component({
  template: `
    <h1>Second page</h1>
    <button (click)="open()">Open</button>
  `,
})
export class Second {
  open() {
    paq.push(['trackEvent', 'Example', 'opened']);
  }
}
