import 'maplibre-gl/dist/maplibre-gl.css';
import './app.css';
import { mount } from 'svelte';
import { app } from './app.svelte';
import Page from './ui/Page.svelte';

app.start();
mount(Page, { target: document.getElementById('app')! });
